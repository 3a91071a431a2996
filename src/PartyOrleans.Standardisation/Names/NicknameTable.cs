namespace PartyOrleans.Standardisation;

/// <summary>One row per formal name: its spelling variants, its forms in other languages and its short forms. A name may stand in several rows.</summary>
internal static class NicknameTable
{
    internal const string Rows =
        """
        aaron aron arron aharon haroun harun ron ronnie
        abdul abdel abd abdal abdoul
        abdullah abdallah abdulla abdollah abdoulaye abdellah
        abdulrahman abdelrahman abdurrahman abdurahman abdirahman abderrahmane
        abigail abbie abby abbey gail abigayle
        abraham abram abe bram avram avraham ibrahim ebrahim
        adalbert albert bert
        adam ad adamo adan addie
        adelaide adele addie adeline della heidi
        adolf adolph dolf adolphe adolfo
        adrian adrien adriano hadrian ade
        adriana adrienne adrianna
        agnes aggie nessie agnieszka ines inez
        ahmed ahmad ahmet achmed achmad
        aidan aiden ayden aedan
        aileen eileen ilene
        alan allan allen alain alun al
        albert bert bertie al alberto albrecht
        alejandro alex ale jandro
        aleksandr alexander alexandre alessandro alejandro aleksander alexandr aleksandar oleksandr alexandros alex alec alek sandy xander lex sasha sacha shura sascha olek sandro alasdair alistair alastair alister
        alexandra aleksandra alessandra alejandra oleksandra alex lexi lexie sandra sandy sasha sacha alexa ola xandra
        alexis alexei alexey aleksei aleksey oleksiy oleksii alexej alyosha lyosha alex lex
        alfred alf alfie fred freddie al alfredo
        alice alicia ali allie elise alisa alix alyce
        alison allison ali allie alyson allyson
        ali aly
        aloysius alois aloisius luis lou
        alphonse alfonso alphonso alfons al fonzie
        amanda mandy manda amy
        amelia amy millie mel emelia amelie
        amir ameer emir
        amy aimee amie ami
        anastasia nastya stacy stacey ana asya anastasiya anastasiia
        anatoly anatoli anatoliy anatolii tolya anatole
        andrea andie andi drea
        andrew andy drew andre andreas andrei andrey andrej andriy andrii andrzej andrea anders andries dre andres
        angela angie angelina ange angelica angelika gela
        angelo angel ange
        ann anne anna annie nan nancy nanny anya ana ania anja annette anita hannah hanna annika anka
        annabelle annabel belle bella
        anthony antony tony toni anton antonio antoine antonius antoni ant nino toine toon
        antonia toni tonia tonya antoinette antonina nina tonie
        archibald archie arch baldie
        ariana arianna ari ariane
        arkady arkadi arkadiy arkadii arkasha
        arnold arnie arne arnaldo arnaud arndt arno
        arthur art artie artur arturo
        artyom artem artemy tyoma
        augustus august gus augie augustine augustin agustin austin
        barbara barb barbie babs bobbie barbra basia babette varvara varya
        barnabas barney barnaby
        bartholomew bart barth bartolomeo bartek bartosz bartlomiej mees meeus
        beatrice beatrix bea bee trixie beatriz trix
        belinda bel linda lindy
        benedict ben bennie benedikt benedetto benito bento benoit benny bendik
        benjamin ben benny benjy benji bennie jamie benyamin binyamin veniamin
        bernard bernie bern barney bernhard bernardo bernd nard
        bernadette bernie berna detta
        bethany beth
        beverly beverley bev
        bogdan bohdan
        boris borya
        bradley brad
        brandon brandan branden
        brenda bren brandy
        brian bryan bryant brien
        bridget bridie biddy brigid brigitte birgit britta gitta brigitta
        bronwen bronwyn
        caitlin kaitlyn katelyn kate caitlyn kaitlin cait
        calvin cal vin
        cameron cam camron
        carl karl carlo carlos charles karel karol
        caroline carolyn carolina carol carrie caro lina lynn karolina karoline
        carmen carmela carmelita
        carol carole carolyn caroline carrie karol
        casper caspar jasper kaspar gaspar gaspard
        cassandra cassie cass sandra sandy
        catherine katherine kathryn katharine catharine kathrine cathryn katarina katherina katerina ekaterina yekaterina caterina catarina katarzyna katrina kateryna catalina cathy kathy kate katie kathie kat kit kitty kay cate cathie karen katya katja kasia katia rina trina trine ina karin karina
        cecilia cecily cecile cissy celia sissy cila
        charles charlie charley chuck chas chip chaz chad carl karl carlos carlo carlito
        charlotte charlie lottie lotte char lotta carlotta
        chelsea chels chelsey
        cheryl sheryl cherie cher
        christian chris kristian cristian christiaan
        christina christine kristina kristine cristina chris chrissy tina kristin kristen christa kirsten kirstin khristina krystyna kris krissy christiane stina
        christopher chris kris kit topher christoph christophe cristobal cristoforo kristofer kristoffer krzysztof christoforos krzys kristopher christof
        clara claire clare klara clarissa chiara
        clarence clair
        clement clem klemens clemente
        clifford cliff
        clinton clint
        claude claudius claudio
        claudia claudette klaudia claudie
        clyde
        colin collin
        conrad konrad con conny kurt corrado
        constance connie constanze constanza konstanze
        constantine konstantin constantin constantinos konstantinos kostya costas kostas dinos gus costa
        cornelius cornelis kees neil corneille cor niels cees corny kornel
        courtney court
        craig
        crystal krystal kristal chrystal
        curtis curt kurt
        cynthia cindy cyndi cindi
        cyril kirill cyrille kiril
        dale
        daniel dan danny dani danilo daniele danil danylo daniil danial
        danielle dani daniela daniella dany
        darren daren darryn darin
        darryl daryl darrell darrel
        david dave davey davy davide dawid davyd dovid daud dawud dai taffy davie
        deborah debra deb debbie debby debora devorah
        denis dennis denny denys dionisio
        denise denisse deni
        derek derrick derick deryk dirk diederik theodoric
        desmond des dez
        diana diane dianne di dyan dianna
        diego santiago
        dmitry dmitri dmitriy dmitrii dimitri dimitry dmytro dimitrios demetrius dima mitya demetrios dimitris demetri
        dolores lola lolita dolly
        dominic dominick dominik dominique domenico domingo dom nick mimmo
        donald don donny donnie donal
        donna dona
        dorothy dot dottie dolly dorothea dorotea dora dorota dorothee dory thea dodie
        douglas doug dougie douglass
        dwayne duane dwain
        dylan dillon dillan
        earl earle
        edgar ed eddie edgardo ned
        edith edie ede edyth
        edmund ed eddie ned ted edmond edmundo
        edna eddie
        eduard edward eduardo edouard edoardo edvard ed eddie eddy ned ted teddy lalo edek
        edwin ed eddie win edwyn
        eileen aileen ellie ilene
        eleanor elinor ellie nell nellie nora lenore ella leonora eleonora eleanora elena lennie
        elena helena yelena olena helen lena lenochka
        elijah eli lige elias ilya ilias eliyahu ilja illya
        elizabeth elisabeth liz lizzie lizzy beth betty betsy bess bessie eliza lisa liza libby elsie elise elisa betsey elspeth isabel isabella isabelle lisbeth lisette babette yelizaveta elizaveta elzbieta elisabetta else ilse liesl bettina liesbeth lise ela bettie
        ella ellie el
        ellen helen ellie nell nellie elena
        elliot eliot elliott eliott
        elvira elvie
        emily em emmy millie emilie emilia emely
        emma em emmy
        emmanuel emanuel manuel manny immanuel emanuele emmanuil manolo manu imanuel
        enrique henry quique kike ricky enrico
        eric erik rick ricky erich erick eryk
        erica erika ricky
        erin aerin
        ernest ernie ernst ernesto erno
        esther ester hester essie hettie
        ethel
        eugene gene yevgeny yevgeni evgeny evgeni evgeniy yevgeniy yevhen eugenio eugen zhenya eugeniusz yevgenii evgenii
        eugenia genie yevgenia evgenia zhenya eugenie evgeniya
        eva eve evie ava evita
        evelyn evie eve lyn evelina eveline
        fatima fatma fatimah fatme fatemeh
        faisal faysal feisal
        felix feliks
        ferdinand fernando ferd fernand ferdie nando ferdinando hernan hernando
        florence flo florrie flossie florencia fiorenza
        fyodor fedor theodore fedya fjodor fedir
        frances fran francie francesca francisca franziska francoise frankie fanny sissy franca franka paquita cesca
        francis frank frankie francisco franz francesco francois franciszek fran paco pancho kiko cisco frans franciscus ferenc chico
        franklin frank franklyn
        frederick frederic fredrick friedrich federico frederik fred freddie freddy fritz rick fredrik fryderyk frits fredric frederico
        gabriel gabe gabby gabriele gabrijel gavriil
        gabrielle gabriella gabriela gabby gaby ella brielle
        galina galya halyna
        gareth gary garth
        gary garry garrick gaz
        gavin gav
        gennady gennadi gennadiy gennadii gena hennadiy
        geoffrey jeffrey geoff jeff jeffery godfrey gottfried geoffroy jeffry geffrey
        george georgie georg jorge giorgio georges georgy georgi georgiy jerzy yuri yury jurgen joerg jorg jiri georgios yorgos giorgos gyorgy juri heorhii geordie joris sjors georgii
        georgina georgia georgie georgiana gina georgette
        gerald gerry jerry gerard geraldo geraldine gerhard gerd jerrold geert gerrit gerardo gert gherardo
        geraldine gerry geri dina
        gertrude gertie trudy gertrud trude gertruda truus
        gilbert gil bert gib gilberto
        gillian jillian jill gill gilly
        gina georgina regina luigina
        giovanni gianni john nino vanni gian juan ivan
        giuseppe peppe beppe joseph pino peppino geppetto
        giulia julia giulietta
        gordon gord gordie
        grace gracie grazia graciela gratia gracia
        graham grahame graeme
        gregory greg gregg gregor gregorio grigory grigori grzegorz grisha greggory grigoriy hryhoriy grigoris gregoire
        gretchen margaret greta grete
        guadalupe lupe lupita
        guillermo william memo guille
        gustav gus gustavo gustave gustaf
        guy guido
        gwendolyn gwen wendy gwendoline gwenda
        hans johannes johann hannes hansi
        harold harry hal harald haroldo harrold
        harriet hattie harriett hettie harriette
        harvey harv herve
        hassan hasan hassen
        hussein husayn hussain hosein husein hossein houssein husain
        heather hettie
        hector ettore ettie
        heinrich henry heinz heini hendrik henrik heiner henri hein henk harry hank
        helen helena helene ellen nell nellie lena elena nellie ellie yelena olena leni ilona jelena
        helga olga olya olha
        henrietta hettie etta henriette hetty enriqueta
        henry harry hank hal henri heinrich enrique hendrik henk enrico henryk henrique rik
        herbert herb bert herbie heribert
        herman hermann armand armando harm hermanus
        hilary hillary hil
        howard howie ward
        hubert hugh bert hugo hubertus huib
        hugh hugo huey hughie hew ugo
        humphrey humph
        ian iain john
        ibrahim ebrahim brahim abraham ibraheem
        ignatius ignacio iggy nacho ignaz ignace ignacy ignazio
        igor ihor garik
        ilya elijah ilia ilija illia
        immanuel manny
        irene irina rena rene iryna ira irena eirini irenka
        isaac isaak ike zac itzhak yitzhak isacco ishak ishaq zak
        isabella isabel isabelle bella izzy belle isa ysabel isobel izabela elizabeth ishbel tibby
        ismail ismael ishmael esmail
        ivan vanya john van iwan ivo vania
        jacob jake jakob jacques jakub giacomo jacobo yakov jaap cob jackie jacobus kuba koos yaakov jakov jacopo iago yaqub
        jacqueline jackie jacquelyn jaclyn jacqui jacki jaqueline jacklyn
        jaime jamie james jayme
        james jim jimmy jimmie jamie jem jas seamus hamish jaime giacomo jacques shamus jay
        jane janie jayne jana giovanna juana siobhan sinead
        janet jan janette jeanette
        janice jan janis
        jared jarod jarrod jerry
        jason jay jase
        jasmine jaz jasmin yasmin yasmine jazz
        jean jeanne jeannie jeannette jeanie
        jennifer jen jenny jennie jenna jenifer jeni
        jeremy jeremiah jerry jem jeremias jeremie yirmiyahu
        jerome jerry gerome geronimo hieronymus girolamo jeronimo
        jessica jess jessie jessika
        jesse jess jessie
        jesus chuy chucho
        jill gillian jilly
        joachim joaquin jochen joakim achim quino gioacchino jochem
        joan joanna joanne jo joanie
        joanna joanne johanna jo joan asia joann johanne giovanna
        joel jo yoel
        john jon johnny jack johnnie jean juan johann johannes jan ivan giovanni hans sean shaun shawn ian ioannis yannis giannis joao johan jens eoin yohanan jonny joan gianni jovan jannis jasiek yiannis vanya
        jonathan jon jonny jonathon johnathan johnathon nathan johnny jonatan yonatan
        jordan jordy jordon giordano
        jorge george coque
        jose joseph pepe che joe zeze josep
        joseph joe joey jos jo josef jose giuseppe yusuf yosef josip jozef iosif yousef youssef yusef sepp pepe yussuf yousuf jef joop josephus seppe joosep osip juozas
        josephine jo josie josefina josephina giuseppina fina josefine josefa josee jozefa
        joshua josh joshuah yehoshua josue
        joyce joy
        juan john juanito ivan
        juana juanita jane
        judith judy judi jude yehudit jodie judit
        julia julie jules julianna giulia juliet juliana yulia yuliya julija iulia juliette julka
        julian jules julien giuliano julio yulian
        julius jules julio giulio yuli juliusz
        justin just justus justino
        justine justina tina
        karen karin caren karyn kari
        karim kareem
        katelyn caitlin kate katie
        keith
        kenneth ken kenny kennith
        kevin kev kevan
        khaled khalid halid
        kimberly kimberley kim kimmy kimberlee
        konstantin kostya constantine kostia
        kristen kristin kirsten kristyn
        larissa lara larisa
        lawrence laurence larry lars laurent lorenzo laurie lorenz loren laurens lenz wawrzyniec lavrentiy lauri renzo lorentz
        laura laurie lori lauren lora laureen
        lauren laurie loren lauryn laurentine
        leah lea lia
        leo leon leonardo leonard lev leopold leonid lyova leonti
        leonard leo len lenny leonardo leonhard lennie leonid lennart
        leslie lesley les
        leopold leo poldi
        leroy roy lee
        lewis louis lou lew louie
        liliana lily lilian lilly lillian liliane
        lillian lily lil lilian lilly
        linda lindy lin lynda lynn
        lindsay lindsey linds lyndsey lynsey
        lisa liza elisa leesa
        lloyd loyd floyd
        louis lewis lou louie luis luigi ludwig luiz lodewijk ludovic ludwik lodovico luigino gigi clovis
        louise lou luisa louisa lulu luise lovisa
        lucas luke luka luca lukas lukasz luc loukas
        lucy lucia lucille lucie luz luzia lucinda lucja liucija cindy
        ludmila lyudmila ludmilla lyuda lidmila liudmyla lyudmyla mila liudmila
        lydia lidia lidiya
        lynn lynne lyn linn
        mackenzie kenzie mac mckenzie
        madeline madeleine maddie maddy madelyn madalyn magdalena lena magda madelaine
        magdalena magda lena madeleine maddalena marlena magdalene leni magdolna
        mahmoud mahmud mahmood mehmud
        malcolm mal
        manuel manny manolo manolito emmanuel manoel manu
        marcia marsha
        marcus mark marc marco marcos markus marek marko marcin
        margaret margarita margarete marguerite margherita maggie meg peggy peggie marge margie margo margot greta rita daisy madge peg mags megan malgorzata gosia gretel margit margaretha marga meta grete gretchen pegeen rita margaux marjorie maisie
        maria mary marie mariya marija maryam mariam miriam marya mia masha maja marisa mitzi mariah mara marysia marianne maryse marika maricel mariella
        marianne maryanne maryann marian mariana marianna
        marilyn marylin marilynn merilyn
        marjorie margery marge margie marjory
        mark marc marco marcos marcus markus marko marek
        martha marta marthe patty mattie marty
        martin marty mart marten martino martyn maarten martijn mertin
        martina tina marti martine
        marvin marv merv
        mary marie maria molly polly mae may mamie mimi moira maureen minnie mollie miriam maire mair manon
        masoud massoud masud
        matilda tilly mattie mathilde tilda maud mathilda mechthild
        matthew matt matty mathew mattheus matthias mateo matteo mathias mathieu matthieu mateusz matvey mats matthijs matias thijs matej motya mathis
        maurice mo maury morris moritz mauricio maurizio maurits
        maureen mo maura reenie
        maximilian max maxim maximillian maximiliano maximo massimiliano maximilien
        maxim max maksim maksym maxime massimo
        maxine max
        megan meg meghan meagan meggie
        melanie mel melany mellie
        melissa mel missy lissa melisa
        melvin mel melvyn
        mercedes mercy mercedez merche
        michael mike mick mickey micky mikey mitch mikhail michel michele miguel mikael michal micah mykhailo mykhaylo misha mihai mischa mihail mikhael michail michaelis mikel mikko micheal michail mihaly michiel meykel
        michaela mikaela micaela mickey michala
        michelle michele shelly shelley micheline mickie chelle michaele
        mildred millie milly
        mina wilhelmina minnie
        miriam mimi mary maryam mariam mirjam
        mitchell mitch mitchel
        mohammed muhammad mohamed mohammad mohamad muhammed mohd muhamad mohamud mehmet mehmed muhamed mohammod mochammad mochamad maxamed magomed mamadou muhammet mamad md moh mo
        moses moshe mo mosey musa moussa moise moises moussa mose
        mikhail misha michael mihail mykhailo mischa
        miguel mike michael miguelito
        mustafa mostafa mustapha moustafa
        nadezhda nadia nadya nadja nadiya
        nancy nan ann nance nanette anne
        naomi noemi nomi noemie
        natalie natalia natasha nat nathalie natalya nataliya natascha natalija tasha nata natali
        nathan nate nat nathaniel natan nathen
        nathaniel nate nat nathan nathanael nataniel
        nicholas nick nicky nico nicolas nikolai nikolay niklas klaus claus nicolai nicolo niccolo nikolaus nicola mykola nikolaos nikos kolya nikola mikolaj niels nils klaas nicholaus nickolas nikolaj nicolae nicolaas niko
        nicole nicky nikki nicola nicolette colette nichole nikole nicolle coco
        nikita nik
        nina antonina ninel
        noah noe noach
        noor nur nour nor
        norbert bert norb
        norma
        norman norm normand normie
        oleg oleh olezhka
        olga olya olha helga
        oliver ollie olivier oliviero noll olivio
        olivia liv livia ollie livvy olive
        omar umar omer
        oscar oskar ozzie
        osama usama oussama ousama
        oswald ozzie oz osvaldo
        othman osman uthman usman ousmane
        pamela pam pammy
        patricia pat patty patti trish tricia patsy patrizia trisha pattie
        patrick pat paddy patricio patrik rick padraig padraic patrice patryk patrizio
        paul pablo paolo pavel paulo pawel pauli paulus pol pavlo pawel pasha pal paavo pauly
        paula paulina pauline paola polly pavla paulette
        pavel pasha paul pavlik pavlo
        pedro peter perico
        penelope penny penelopa
        percival percy
        peter pete petey pedro pierre pietro pyotr piotr petr petros pieter piet petro piero petrus petya per peer petar petter pjotr peder pedr pietje
        petra peta petronella
        philip phillip phil pip felipe philippe filippo filip philipp flip phillippe filippos fil
        phyllis phil
        pierre peter pierrot
        phoebe febe
        priscilla cilla pris
        rachel rachael rae rach raquel rahel rachelle shelly rachele
        ralph rafe raul rolf ralf raoul
        raphael rafael raffaele rafa rafe rafi raffi rafal rafail
        raymond ray raimundo ramon raymund raimund raimondo mundo ramond
        rebecca becky becca beck rebekah bekah rebeca reba rivka rebekka
        regina gina reggie reina regine
        reginald reg reggie ron reinhold reynaldo rex reynold rinaldo renaud reinaldo
        rene renee renato renatus
        renee rene renata renate
        ricardo rick ricky richard riccardo rico
        richard rick ricky rich dick richie ritchie ricardo riccardo dickie dicky ryszard rikard rik richardo
        rita margarita margherita
        robert rob robbie robby bob bobby bert rupert roberto robin ruprecht bobbie robb robrecht robertas
        roberta bobbie robbie berta robin
        robin robyn rob
        roderick rod rory rick roddy rodrigo
        rodney rod
        rodrigo rod rodri
        roger rog rodger ruggero rogelio rogier rudiger roge
        roland rolly rollo rolando orlando rolland roeland
        roman roma romain romano
        ronald ron ronnie ronny ronaldo ranald
        rosa rose rosie rosita rosalie rosalia roza
        rosalind roz ros rosalyn rosalinda
        rosemary rosie rose romy rosemarie romey
        roxanne roxy roxana roxane
        rudolph rudolf rudy rudi rodolfo dolf rolf rodolphe ruud ruedi rudolfo
        russell russ rusty russel
        ruth ruthie
        ryan rian
        said saeed saaed saiid sayeed
        salvatore sal salvador turi toto sauveur
        samantha sam sammy samanta
        samuel sam sammy samuele samuil shmuel samuels
        sandra sandy alexandra cassandra sandi saundra
        sara sarah sally sadie sally sari saara zarah
        saul paul sol
        scott scottie scotty
        sebastian seb bastian sebastien baz sebastiano bas seba bastiaan bastien
        seraphina serafina fina
        sergey sergei serge sergio sergej serhiy serhii sergi siarhei seryozha sergiy sergejs sergii sergiu sergius
        shannon shan
        sharon shari sherry sharron
        shaun sean shawn john shane
        sheila sheelagh shelagh celia
        shirley shirl
        sidney sydney sid syd
        sigmund zigmund siegmund ziggy zygmunt sigismund
        simon simeon simone semyon shimon si szymon semen simao symeon
        simone simona
        solomon sol salomon shlomo sulayman suleiman suleyman soliman sulaiman sulejman sly
        sophia sophie sofia sofie sofya sonja sonia sonya zofia sofiya zosia sofi sonja
        spencer spence
        stanislav stan slava stanislaw stanislaus stanislas stas staszek
        stanley stan
        stella estelle estella estrella stela
        stephanie steph stefanie stefania stephany stevie stephenie steffi estefania fanny stephania etienette steffie
        stephen steven steve stevie stefan stephan stephane esteban stefano etienne stepan szczepan stefanos step stefaan estevan steffen istvan stephanus estevao stevan
        stuart stewart stu
        susan suzanne sue susie suzy susanna susannah suzanna zuzanna susana suse suzie shoshana susanne sanna suzi zuzana zsuzsanna sukey susi
        svetlana sveta lana svitlana swetlana
        svyatoslav slava sviatoslav
        sylvester sylvestre sly silvestro silvester vester
        sylvia silvia sylvie silvie sylwia
        tamara tammy tama toma mara
        tatiana tanya tatyana tania tatjana tetiana tetyana tiana tata tanja
        ted edward theodore edmund
        teresa theresa terry terri tess tessa therese tracy resi teresita tereza terezia theresia tracie resa maite
        terence terrence terry terrance tel
        thaddeus thad tad ted tadeusz taddeo tadeo
        theodore ted teddy theo theodor teodoro fyodor fedor todd teodor theodoros tudor dorus
        thomas tom tommy tomas tommaso thom tomasz tomaso thos foma tomek thomaz maas tuomas tam
        tiffany tiff tiffanie
        timothy tim timmy timotheus timofey timoteo timothee tymofiy timo timur
        tobias toby tobin tobiah tobie
        todd tod
        tracy tracey tracie trace
        ulrich uli ulrik udo ulric oldrich
        ursula ulla uschi orsola urszula
        vadim vadym dima
        valentina val tina valya valentyna
        valentine valentin val valentino valya valentyn
        valerie val valeria valery valeriya valerija
        vanessa nessa van vanesa
        vasily vasili vasiliy vasilii basil vasya vasyl wassily vasilios basile basilio bazyli vassilis vasil vasile wasyl vassili
        veronica ronnie vera ronni veronika veronique nika ronica weronika nicky
        victor viktor vic vick vittorio vitya wiktor vittore
        victoria vicky vicki vikki tori viktoria viktoriya vika vittoria vic wiktoria victorine
        vincent vince vinny vincenzo vicente vinnie vincenz wincenty vin enzo cente vikentiy
        viola violet violetta violette
        virginia ginny ginger gina virginie virgie ginnie
        vitaly vitali vitaliy vitalii vitalik vitalis
        vivian vivien vivienne viv viviana viviane
        vladimir volodymyr wladimir volodya vova vladi vlad uladzimir wlodzimierz valdemar waldemar vladimer vladmir vova
        vladislav vlad slava vladyslav wladyslaw ladislav ladislaus laszlo uladzislau wladislaw
        vyacheslav slava viacheslav wjatscheslaw vaclav wenceslas vjaceslav
        walter walt wally gualtiero gautier wat wouter woud walther wolter
        warren
        wayne
        wendy gwendolyn wendi
        wesley wes
        wilfred wilf fred wilfried wilfredo wilfrid will
        wilhelmina mina minnie willa billie wilma helma mien
        william bill billy will willie willy liam wilhelm guillaume guillermo guglielmo willem wim vilhelm guilherme gwilym uilleam pim vilem williamson wil
        wolfgang wolf wolfie wolff
        xavier javier xabier saverio xaver javi
        yasir yaser yasser yassir
        yusuf yousef joseph youssef yousuf yusef yussef jusuf yosef
        yuri yury yuriy yurii iouri iurii juri jurij george yura iuri
        yevgenia zhenya eugenia yevheniya
        youcef youssef yusuf
        zachary zach zack zachariah zak zechariah zachery zackary zacharias zakaria zakariya zac zakariyya
        zoe zoey zoya zoie
        zsofia zsofi sophia
        jayden jaden jaiden jaydon
        kayla kaylah caila
        hailey haley hayley hailie halie
        kaylee kayleigh kaley caylee
        mackenzie makenzie mckenna
        tahlia talia thalia
        lachlan lachie lochlan lachlann
        callum calum cal malcolm
        finlay finley fin finn findlay
        riley reilly rylee ryleigh
        mikayla mikaela michaela makayla mckayla
        isla ayla
        bailey bailee bayley
        jaidyn jayden jaden
        chloe cloe khloe
        brooke brook
        alyssa alissa elissa lyssa
        ashley ashleigh ash ashlee ashlyn
        taylor tayler tyler
        tyler ty tylor
        dakota dakotah
        hamish james
        lukas luke
        nicholas nicolas
        brianna briana breanna bree bri
        jacinta jaz
        kiera keira kira kyra ciara kiara
        sienna siena
        tegan teagan
        tristan tristen trystan tris
        zara zahra sarah
        xi hsi
        bo robert
        chen chan
        hyun hyeon
        jung jeong chung
        young yong yeong
        lee li yi rhee
        park pak bak
        choi choe
        jamal gamal djamal jamaal
        gamal gamel
        hamid hameed
        rashid rasheed rachid
        salah saleh salih
        waleed walid oualid
        yahya yahia jahja
        zainab zaynab zeinab zeynep
        aisha ayesha aicha aysha ayse aishah
        khadija khadijah hadija hatice
        layla leila laila leyla lejla
        nasir nasser naser nasr
        tariq tarek tarik tareq tareck
        jalal djalal celal
        hamza hamzah
        rahman rehman
        latif lateef
        aziz azeez
        karima kareema
        saad sad
        abbas abas
        bashar bachar
        benyamin benjamin
        binyamin bibi benjamin
        benjamin bibi
        barack barry barak
        bernardine dina
        bertha berta bertie
        birgitta brigitte
        carlos charly
        consuelo chelo connie
        concepcion concha conchita
        francisca paca paquita
        isabel chabela
        jacinto chinto
        luis lucho
        pilar pili
        rosario charo
        salvador chava
        santiago chago tiago diego
        alberto beto
        roberto beto
        eduardo edu
        gonzalo gonza
        ignacio nacho
        jesus chus
        dietrich dieter
        dieter dietrich
        gunther gunter guenther guenter gunnar
        jurgen juergen
        jorg joerg
        goran jorgen
        guenter guenther
        bjorn bjoern
        soren soeren
        manfred manni fred
        siegfried sigi siggi
        friedrich friedel
        eberhard ebbe
        gottlieb amadeus theophil
        hildegard hilde hilda
        ingeborg inge inga
        irmgard irma
        kunigunde gunda
        mechthild hilde
        roswitha rosi
        sieglinde linde
        waltraud traudl
        eva evi
        anneliese liesl annelies
        lieselotte lilo lotte
        marlene marie magdalene
        rosemarie rosi
        geertruida truus
        wilhelmus wim willem
        gerardus gerard geert
        hendrika riek rika
        jantje jan
        pieternel nel
        aleksander olek
        boguslaw bogdan
        czeslaw czesiek
        jadwiga jadzia hedwig hedy
        jaroslaw jarek yaroslav jaroslav
        kazimierz kazik casimir
        miroslaw mirek miroslav
        malgorzata malgosia
        stanislaw staszek
        tadeusz tadek
        zbigniew zbyszek
        zdzislaw zdzich
        iwona yvonne ivonne
        yvette ivette
        jozef jozek
        mateusz matt
        lyubov luba lyuba liubov
        nadezhda nadya
        kseniya ksenia xenia ksenija oksana
        oksana ksenia
        rostislav rostyslav slava
        yaroslav slava jaroslav
        yakov yasha jacob
        zinaida zina
        raisa raya
        rimma
        roza rosa
        maryna marina marinka
        inna inessa
        afanasy afanasiy athanasius
        arseny arseniy arsenii arsenios
        egor yegor jegor
        emilian emil
        emil emilio emile
        filipp filya
        gleb hlib
        innokenty kesha
        kuzma cosmo cosimo cosmas
        lavrenty lawrence
        leonty leon
        makar macario
        nestor
        pyotr petya
        rodion rodya
        savely saveliy
        stepan styopa
        taras
        timofey tima
        vsevolod seva
        zakhar zachary
        """;
}
