namespace PartyOrleans.Standardisation;

/// <summary>Common given names of many countries, folded; the names of <see cref="NicknameTable"/> count too.</summary>
internal static class GivenNameTable
{
    /// <summary>Names that are ordinary words as often, or family names and places, and so prove nothing.</summary>
    internal const string Ambiguous =
        """
        art bud candy chip dot duke gene ginger king max may penny rich rose sandy skip star will bill mark grace joy hope faith pat ray
        drew dale guy clay cliff chuck chad dean bee ash angel jesus mercy olive ivy violet viola rusty dusty court cooper mason hunter
        park lee young van win lex hal con roman august austin jordan madison paris london florence victoria virginia carolina georgia
        chelsea dakota brook brooke crystal ruby amber jasmine pearl coral iris lily daisy sally bob jack jay art kit frank grant dick
        rob sue jean don per jens else ant ad al ed cal sol md polly trace stella stan gus sly mac buddy sunny summer autumn
        fin oz vin sad mo mina isa max lin li yi chen chan jung chung yong pak xi hsi bo mees cor nor nel hew rex ward harm court young
        mason taylor tyler logan parker carter hudson lincoln jackson harrison madison kennedy riley bailey mackenzie leslie stuart
        stewart wayne warren scott craig todd roger brandy sherry tiffany mercedes dolores pilar santiago diego
        """;

    internal const string Names =
        """
        james mary robert patricia john jennifer michael linda david elizabeth william barbara richard susan joseph jessica thomas sarah
        charles karen christopher lisa daniel nancy matthew betty anthony margaret sandra donald ashley steven kimberly
        paul emily andrew donna joshua michelle kenneth carol kevin amanda brian dorothy george melissa timothy deborah ronald stephanie
        edward rebecca jason sharon jeffrey laura cynthia jacob kathleen gary amy nicholas angela eric shirley jonathan anna
        stephen brenda larry pamela justin emma nicole brandon helen benjamin samantha samuel katherine gregory christine
        alexander debra patrick rachel raymond carolyn jack janet dennis catherine jerry maria tyler heather aaron diane jose ruth adam
        julie nathan olivia henry joyce zachary virginia douglas peter kelly kyle lauren noah christina ethan joan jeremy evelyn
        judith walter megan christian andrea keith cheryl hannah jacqueline terry martha gloria
        teresa sean ann sara gerald madison frances dylan kathryn harold janice bryan abigail alice carl julia
        judy albert sophia gabriel beverly joe denise alan marilyn juan wayne danielle roy natalie ralph theresa
        randy brittany diana louis vincent philip isabella doris harry kayla logan lori johnny bobby alexis russell billy
        kayleigh amelia freya imogen poppy isla ava mia evie ella eleanor phoebe darcy rhys owen gareth ieuan sian
        cerys niamh saoirse aoife ciara roisin siobhan sinead grainne maeve orla deirdre fionnuala eoin cian oisin tadhg conor
        declan ronan cormac fergus diarmuid padraig liam brendan kieran ciaran colm donal eamon seamus hamish angus callum ewan
        duncan fraser gavin gordon graham hector iain kirsty morag mhairi fiona ailsa eilidh catriona
        mason elijah lucas oliver aiden jackson levi isaac wyatt carter julian hudson grayson ezra asher theodore
        josiah colton cameron nolan easton jaxon leonardo kai jace ezekiel brayden giovanni nora zoey mila aria layla luna chloe camila penelope
        scarlett hazel aurora savannah audrey bella skylar lucy paisley everly caroline genesis aaliyah
        kennedy kinsley allison maya willow naomi elena ariana gabriella alyssa sadie
        quinn nevaeh piper lydia alexa josephine emery gianna vivian brooklyn
        lachlan bronwyn kylie noelene narelle raelene darren wendy lorraine glenda gwenda
        shane troy brett craig dwayne jarrod jayden cooper riley mitchell
        hans peter klaus jurgen wolfgang dieter manfred uwe gunter horst helmut bernd werner heinz gerhard joachim frank rainer jorg
        ralf detlef dirk torsten thorsten holger matthias andreas stefan thomas markus christoph florian sebastian tobias jan lukas
        leon finn jonas maximilian felix elias moritz niklas tim philipp fabian dominik marcel kevin sven kai lars olaf axel ulrich
        ursula monika petra sabine renate helga karin brigitte ingrid erika christa gisela susanne claudia birgit heike angelika
        martina gabriele barbara andrea anja nicole silke katrin stefanie sandra melanie tanja katja nadine julia christina anna
        lena lea leonie hannah mia sophie marie laura sarah johanna franziska jana lisa annika svenja maike silvia elke
        gudrun hannelore ilse inge ingeborg irmgard waltraud gerda edith hildegard heidi marianne jutta anneliese rosemarie
        jean pierre michel andre philippe alain jacques bernard claude marcel daniel roger robert nicolas christophe
        francois patrick dominique laurent thierry pascal eric olivier frederic stephane sebastien guillaume julien vincent
        antoine alexandre maxime thomas clement hugo lucas theo gabriel raphael arthur louis jules mathis nathan baptiste
        quentin romain benoit fabrice herve didier gilles yves serge gerard guy rene raymond henri georges maurice
        marie jeanne francoise monique catherine nathalie isabelle jacqueline anne sylvie martine madeleine nicole suzanne helene
        christine valerie sandrine stephanie veronique sophie celine chantal patricia brigitte annie julie aurelie caroline emilie camille
        lea manon chloe ines jade louise juliette margaux pauline mathilde charlotte amelie virginie delphine corinne laurence
        dominique genevieve odile colette yvette simone therese bernadette cecile agnes beatrice florence fabienne
        jose antonio juan manuel francisco luis javier miguel carlos angel jesus david pedro daniel alejandro maria fernando pablo
        jorge alberto rafael sergio roberto andres diego victor raul eduardo ricardo enrique ramon vicente ignacio salvador alfonso
        joaquin santiago emilio gabriel mariano julio cesar hector guillermo oscar arturo gerardo mario rodrigo armando felipe
        gustavo ernesto hugo rogelio gilberto alfredo adolfo agustin esteban leonardo mauricio gonzalo marcelo
        carmen josefa isabel ana dolores pilar teresa rosa cristina angela antonia francisca mercedes laura elena
        marta lucia concepcion margarita juana rosario encarnacion beatriz patricia silvia raquel montserrat rocio nuria monica
        guadalupe veronica alejandra adriana gabriela claudia leticia norma alicia martha yolanda gloria elizabeth araceli
        ximena valentina camila daniela mariana fernanda paola andrea carolina natalia lorena esperanza consuelo graciela irma
        esmeralda luz blanca soledad milagros xiomara yesenia marisol itzel
        joao jose antonio francisco carlos paulo pedro lucas luiz marcos luis gabriel rafael daniel marcelo bruno eduardo felipe
        raimundo rodrigo manoel nelson roberto fabio thiago tiago vinicius gustavo guilherme mateus matheus leandro anderson
        everton wellington adilson ana maria francisca antonia adriana juliana marcia fernanda patricia aline
        sandra camila amanda bruna jessica leticia julia luciana vanessa mariana gabriela vera vitoria larissa claudia beatriz
        luciano ines filipa catarina joana marta sofia rita nuno rui duarte goncalo diogo jorge vasco
        giuseppe giovanni antonio mario luigi francesco angelo vincenzo pietro salvatore carlo franco domenico bruno paolo
        michele giorgio aldo sergio luciano marco andrea alessandro matteo lorenzo gabriele davide riccardo tommaso edoardo
        federico filippo simone stefano roberto massimo fabio claudio alberto maurizio giancarlo gianluca gianfranco piero renato
        enzo emanuele daniele nicola raffaele umberto dario silvio ugo ettore maria anna giuseppina rosa angela giovanna teresa
        lucia carmela caterina francesca antonietta carla elena concetta rita margherita franca paola giulia chiara
        sara martina giorgia alice elisa silvia valentina federica alessandra sofia aurora ginevra beatrice ludovica
        cristina roberta claudia barbara patrizia daniela simona ilaria serena michela donatella ornella
        jan johannes pieter cornelis hendrik willem gerrit jacobus dirk adriaan maarten bart jeroen erik marcel peter
        sander joris thijs daan sem bram luuk lars jesse milan ruben thomas tim stijn niels koen wouter kees joost pim
        anneke marijke ineke willemijn femke sanne lotte fleur maaike marloes annelies hanneke saskia esmee
        lars erik anders johan nils per karl hans bjorn gunnar olof sven magnus fredrik henrik jens soren mikkel rasmus
        kasper morten jorgen niels christian ole knut arne odd leif harald torbjorn oyvind svein kjell geir trond stian eirik
        ingrid astrid solveig karin kristina birgitta eva ulla inger anna marit bodil kirsten hanne mette lene pernille maja
        freja signe sigrid gudrun gunhild ragnhild oddny linnea elsa ebba wilma agneta margareta gunilla kerstin
        juha timo matti kari mikko jari antti juhani tapio heikki pekka jukka markku ville eero aino helmi liisa kaarina
        tuula anneli paivi marjatta riitta minna katja laura hanna johanna sari satu
        jonas tomas mantas lukas darius gintaras vytautas algirdas jurgita rasa daiva janis andris juris ilze inese
        margus toomas tiit urmas katrin tiina piret
        jan andrzej piotr krzysztof stanislaw tomasz pawel jozef marcin marek michal grzegorz jerzy tadeusz adam lukasz zbigniew
        ryszard dariusz henryk mariusz kazimierz wojciech robert mateusz marian rafal jacek janusz miroslaw maciej slawomir
        jaroslaw kamil wieslaw roman wladyslaw jakub artur zdzislaw edward mieczyslaw damian dawid przemyslaw sebastian czeslaw
        leszek daniel waldemar anna maria katarzyna malgorzata agnieszka krystyna barbara ewa elzbieta zofia janina teresa
        joanna magdalena monika jadwiga danuta irena halina helena beata aleksandra marta dorota marianna grazyna jolanta
        stanislawa iwona karolina bozena urszula justyna renata alicja paulina sylwia natalia wanda agata aneta izabela ewelina
        jiri josef petr jaroslav tomas miroslav zdenek frantisek vaclav milan karel lukas jakub vladimir ondrej
        ladislav marek stanislav radek vojtech jana eva hana lenka katerina lucie vera alena petra jaroslava tereza
        martina jitka michaela jarmila veronika zdenka ivana monika marketa kveta bozena dagmar zuzana
        laszlo istvan jozsef janos zoltan sandor ferenc gabor attila peter tamas zsolt tibor andras imre lajos gyorgy balazs
        csaba erzsebet ilona katalin eva zsuzsanna margit judit agnes andrea ildiko erika krisztina eszter tunde
        ion vasile gheorghe nicolae constantin dumitru stefan ionut mihai alexandru florin marian daniel cristian adrian bogdan
        catalin ovidiu razvan sorin elena ioana mihaela andreea cristina daniela alexandra gabriela
        simona nicoleta florentina mirela
        ivan georgi dimitar nikolay petar hristo todor stoyan vasil stefan ivaylo plamen krasimir rumen boyko mariya ivanka
        elena penka margarita desislava rositsa snezhana tsvetana
        dragan milan zoran goran nikola aleksandar milos jovan marko stefan nemanja vladimir dejan slobodan branko
        ljubomir vesna snezana gordana jelena milica dragana biljana ljiljana marija ana ivana jasmina mirjana josip
        tomislav zeljko kresimir davor hrvoje mladen tihomir dubravka mirela senad emir edin amra
        giorgos georgios dimitris dimitrios ioannis konstantinos nikolaos christos panagiotis vasileios vasilis athanasios evangelos
        theodoros kyriakos spyridon stavros eleni georgia vasiliki sofia aikaterini konstantina ioanna dimitra
        anastasia despina evangelia panagiota kyriaki
        aleksandr sergey vladimir andrey aleksey alexey dmitry mikhail nikolay yury yuri viktor evgeny igor anatoly oleg pavel
        konstantin denis roman maksim artem vitaly vyacheslav valery stanislav vadim ruslan timur kirill nikita ilya boris
        gennady vasily pyotr grigory semyon leonid lev gleb yegor matvey daniil arseny bogdan rustam marat ramil ildar rinat
        elena olga natalya tatyana irina svetlana anna yekaterina ekaterina marina lyudmila galina nadezhda valentina larisa
        yuliya yulia kseniya anastasiya mariya oksana alla vera tamara lyubov nina viktoriya darya polina alina yana diana
        volodymyr oleksandr serhiy andriy mykola vasyl ivan mykhailo yuriy petro dmytro oleh bohdan taras ihor yaroslav
        vitaliy olena nataliya tetyana iryna oksana lyudmyla halyna svitlana olha mariia
        mehmet mustafa ahmet ali huseyin hasan ibrahim ismail osman yusuf murat omer ramazan halil suleyman abdullah mahmut
        recep salih fatih kadir emre hakan serkan burak kemal orhan cem deniz fatma ayse emine hatice zeynep
        elif meryem serife zehra sultan hanife merve havva zeliha esra ozlem yasemin hulya sevgi gulsen tugba
        mohammed muhammad mohamed ahmed ali hassan hussein omar khalid abdullah ibrahim yusuf youssef mustafa mahmoud karim
        said tariq samir rashid nasser faisal saud fahad sultan bandar turki majed majid hamad hamza bilal anas zaid yasser
        walid hisham adel nabil jamal salim saleh salem mansour marwan ziad rami bassam ghassan fadi imad wael ayman osama hani
        amr sherif ashraf essam hossam tamer fatima aisha khadija zainab maryam mariam layla noor nour huda amina
        salma hanan samira nadia rania dina yasmin sana rasha heba mona nahla iman asma sumaya ruqayya hafsa
        reza mohammad hossein mehdi amir hamid saeed behrouz dariush farhad javad kamran masoud mohsen nader parviz
        shahram siavash zahra fatemeh maryam leila mahin nasrin parisa shirin soraya azadeh mitra
        rahul amit rajesh sanjay vijay anil sunil ravi suresh ramesh manoj rakesh ashok vinod deepak ajay pradeep arun sandeep
        mukesh dinesh mahesh rajiv vikram arjun aditya rohit nikhil ankit varun karthik srinivas venkatesh krishnan
        ganesh mohan gopal harish naveen praveen santosh sachin kumar ram shyam hari narendra subramanian lakshmi priya
        anita sunita rekha geeta sita radha kavita meena pooja neha anjali deepa shanti asha usha lata nisha ritu
        swati divya shreya aishwarya padma sarita savita kamala vimala indira pushpa
        imran bilal usman asif nadeem tahir shahid zafar iqbal javed khalid farooq aslam akram waseem wasim faisal kashif
        ayesha sadia saima shazia nasreen rukhsana bushra farah
        wei fang min jing yang ming hong xiaoming jianhua guoqiang xiuying guilan xiulan yuhua meiling jiahui zihan haoran
        yichen xinyi mengyao junjie zhiwei weimin jianguo
        hiroshi takashi kenji akira satoshi yuki haruto sota ren yuto takeshi makoto kazuo masao kiyoshi ichiro jiro saburo
        shinji koji yoshio minoru shigeru tetsuya daisuke naoki kenta ryo sho yoko keiko kazuko sachiko michiko
        noriko yumiko naoko tomoko akiko hanako sakura aoi rin misaki ayumi emi megumi haruka
        minjun seojun jiho yejun jihoon minho youngsoo sungho jiwoo seoyeon minji jiyoung eunji soojin hyejin youngmi
        nguyen van thi minh anh tuan hung dung linh lan phuong huong thuy trang quang duc hieu
        somchai somsak prasert wichai sunan malee siriporn
        agus budi bambang joko slamet suharto sukarno siti dewi sri rina wati putri indah ratna nur
        jose ramon rodrigo jovelyn maricel rowena marites rizalyn
        chukwuemeka emeka chidi obinna ifeanyi uche ngozi chioma adaeze nneka amaka ifeoma oluwaseun olumide babatunde segun
        tunde kehinde taiwo yetunde folake bola funmilayo abiola musa sani aminu garba hauwa halima binta amadou mamadou
        ousmane ibrahima moussa cheikh fatou aminata mariama awa kofi kwame kwabena yaw kojo ama akosua abena
        adwoa afia juma hamisi mwangi kamau wanjiru njeri achieng otieno ochieng wambui thabo sipho nomsa thandi
        themba mandla lerato tshepo naledi tadesse bekele abebe haile almaz tigist
        avi moshe yosef david shlomo yaakov yitzhak noam itai eyal ronen oren gilad tamar noa yael shira michal rivka chana
        aryeh dov menachem
        aram armen hayk tigran vahan ani anahit gor davit giorgi nino levan irakli tamar nana mariam zurab
        bolat nursultan aigul dinara gulnara farrukh dilshod akmal
        batbayar bold ganbold oyuun tuya
        """;
}
