namespace PartyOrleans.Matching;

/// <content>Names of people. Per line: people with the name per million of its own country, then the names; an underscore is a space.</content>
public static partial class CommonTerms
{
    /// <summary>Common family names of some twenty countries; a name at home in several takes a round figure between theirs. Coarse: a line is a group of similarly common names, not a ranking.</summary>
    internal const string FamilyRows =
        """
        20000 nguyen
        15000 kim singh
        12000 wang kumar tran
        10000 garcia zhang gonzalez rodriguez fernandez
        9500 mueller muller park li
        9000 smith lopez martinez sanchez perez kaur le choi
        8500 yilmaz schmidt liu chen kaya jung devi
        8000 yang sato suzuki khan mohamed pham kang
        7000 johansson andersson demir huang hernandez gomez tanaka takahashi cho yoon jang hoang
        6000 zhao wu zhou karlsson nilsson celik sahin ali huynh phan vu im watanabe ito
        5500 jones eriksson larsson olsson yildiz yildirim ozturk hassan ahmed xu sun vo yamamoto nakamura
        5000 williams aydin ozdemir ibrahim ma zhu hu kobayashi kato de_jong jansen arslan
        4500 brown schneider fischer weber meyer wagner persson svensson de_vries dogan kilic guo he lin gao mahmoud yoshida yamada jimenez ruiz sharma dang bui
        4000 johnson davies becker schulz hoffmann nowak rossi russo gustafsson pettersson van_den_berg bakker van_dijk luo zheng liang xie hussain patel sasaki aslan cetin kara koc moreno munoz diaz
        3500 lee evans wilson schaefer schafer koch bauer richter jonsson visser smit kowalski tang song xiao kurt ozkan simsek alvarez romero navarro torres matsumoto yamaguchi inoue kimura ivanov begum
        3000 taylor martin thomas roberts anderson klein wolf schroeder schroder jansson hansson ferrari bianchi esposito meijer mulder de_boer alonso gutierrez dominguez vazquez ramos gil hayashi shimizu saito ishikawa ngo duong smirnov polat
        2500 miller davis thompson walker white hughes edwards green hall wood wright robinson neumann schwarz zimmermann braun krueger kruger hofmann hartmann lange schmitt werner krause meier wisniewski wojcik bos vos peters hendriks dekker bengtsson colombo romano ramirez serrano molina blanco morales suarez ortega delgado castro ortiz rubio marin kuznetsov popov
        2000 jackson harris lewis clark clarke turner hill moore scott cooper king ward lehmann schmid schulze maier koehler kohler herrmann koenig konig walter mayer huber kaiser fuchs lang kowalczyk kaminski lewandowski zielinski szymanski petrov sokolov mikhailov novikov fedorov ricci marino greco bruno gallo conti costa rizzo fontana bernard dubois petit durand robert hashimoto ikeda abe mori yamazaki
        1700 morris watson baker morrison harrison allen young campbell mitchell parker phillips scholz moeller moller weiss vogel friedrich keller guenther gunther wozniak dabrowski kozlowski jankowski mazur richard moreau laurent simon michel lefebvre leroy roux david bertrand morel fournier girard morozov volkov alekseev lebedev
        1500 bennett morgan carter collins stewart murphy kelly bell cook james shaw hahn schubert winkler berg roth beck lorenz baumann franke albrecht schuster ludwig boehm bohm winter kraus schumacher kraemer kramer vogt stein jaeger jager otto sommer gross seidel heinrich brandt haas graf schreiber dietrich ziegler kuhn kuehn pohl engel horn busch bergmann voigt sauer arnold pfeiffer wolff
        1200 adams nelson rogers reed bailey howard cox richardson graham simpson marshall price gray ellis fox murray ross foster mason hunt palmer gibson reid hamilton mcdonald bonnet dupont lambert fontaine rousseau vincent faure andre mercier blanc guerin boyer garnier chevalier legrand gauthier perrin morin nicolas krawczyk piotrowski grabowski pawlowski
        1000 brooks sanders long perry powell russell sullivan fisher barnes jenkins henderson butler reynolds stevens knight webb holmes mills chapman dixon gordon grant stone wells matthews lloyd pearson walsh rose reyes rivera flores cruz mendoza vargas castillo herrera medina da_silva dos_santos silva santos
        800 myers coleman simmons patterson jordan alexander wallace woods cole west hayes bryant griffin lindberg lindstrom lindqvist lundberg bergstrom obrien oconnor ryan kennedy byrne mccarthy shah gupta das reddy yadav ghosh nair rao mishra jain verma
        500 chan wong cheung lau leung cheng ng tan ho khalil mansour haddad saleh salem youssef osman omar abbas aziz hussein abdullah rahman malik akhtar iqbal hansen larsen olsen peterson carlson jensen pedersen nielsen christensen
        300 washington weaver wheeler dunn hart lane burke duncan snyder boyd carroll armstrong spencer elliott cunningham harper bradley andrews berry ferguson nichols daniels gardner hawkins warren payne kelley franklin lawson fields ray carr chavez guerrero novak horvat kovacs nagy popescu papadopoulos
        """;

    /// <summary>Common given names of women and men of all ages; a name at home in several countries takes a round figure between theirs. Coarse, as above.</summary>
    internal const string GivenRows =
        """
        25000 mohammed maria
        20000 jose mohamed muhammad
        15000 john michael peter mehmet fatma
        14000 james robert thomas david antonio anders
        13000 hans andreas mary wolfgang lars
        12000 william daniel ahmed manuel francisco mustafa ayse aleksandr anna
        11000 joseph richard klaus juan jean giuseppe mikael sergey ahmad ali
        10000 ursula elizabeth karin christian stefan carmen marie philippe piotr johan erik elena tatyana vladimir giovanni
        9000 charles christopher patricia linda barbara susan michel krzysztof andrzej olga natalya ahmet emine hatice jan karl
        8000 jennifer margaret matthew paul mark monika helga renate werner sabine manfred heinz uwe alexander nathalie isabelle pierre josefa javier hassan hussein huseyin irina mario per
        7000 sarah jessica nancy karen steven anthony andrew martin joshua kenneth helmut gerhard horst juergen jurgen petra claudia ana alain patrick luigi francesco ibrahim andrey aleksey dmitry svetlana
        6500 lisa betty sandra brian george kevin edward ronald timothy jason bernd dieter frank brigitte gisela ingrid andrea susanne birgit martina gabriele isabel miguel jesus pilar laura stanislaw tomasz katarzyna malgorzata agnieszka zofia elif
        6000 ashley emily kimberly donna michelle dorothy carol amanda melissa donald jeffrey ryan jacob gary nicholas eric jonathan stephen christa elisabeth heike angelika christine catherine monique sylvie jacques nicolas roberto marco angela rosa teresa cristina lucia eva pawel marcin marek nikolay omar
        5500 deborah stephanie rebecca laurence sharon cynthia kathleen amy ruth helen anne larry justin scott brandon benjamin samuel gregory markus tobias sebastian matthias joachim rainer ralf erika hildegard ilse gerda anja ute julia nicole carlos luis pedro alessandro yusuf zeynep igor yuriy tatiana
        5000 shirley brenda pamela emma rachel virginia carolyn janet diane victoria maryam raymond jack dennis jerry tyler aaron henry douglas adam nathan walter kurt herbert gunter guenter torsten thorsten oliver florian philipp simon silvia melanie katrin kerstin jutta elke marion doris martine francoise jacqueline chantal bernard gerard rafael angel khaled ewa krystyna elzbieta joanna magdalena
        4500 heather olivia lauren kelly joan christina evelyn judith megan cheryl hannah zachary kyle noah ethan jeremy roger keith arthur albert jens joerg jorg dirk marcel irmgard edith elfriede ingeborg hannelore rosemarie waltraud gertrud christoph johannes josef daniela tanja anke katharina veronique sophie valerie olivier laurent thierry ramon fernando dolores antonia paula
        4000 frances martha gloria ann madison kathryn janice alice sophia grace denise amber marilyn danielle beverly terry carl harold sean austin gerald wayne alan ian colin graham hermann friedrich wilhelm heinrich ernst otto fritz franz georg alfred rudolf willi erwin gerd volker holger sven kai axel lothar siegfried reinhard ulrich bjorn gunnar lennart birgitta margareta
        3500 isabella theresa diana natalie brittany charlotte abigail alexis kayla lori julie tiffany jane joyce rose jordan dylan bruce willie gabriel logan billy joe bryan roy ralph eugene louis philip bobby russell vincent dominique pascal christophe stephane sebastien julien guillaume celine aurelie camille pauline caroline alberto stefano paolo luca fabio massimo simone
        3000 crystal april leslie tracy dawn wendy tina peggy connie erin lucas liam mason elijah craig neil nigel trevor derek stuart gareth darren lee dean shaun clare claire louise alison gillian joanne tracey chloe lucy lena lea leonie mia finn leon felix jonas maximilian moritz lukas niklas tim jannik gustav astrid
        2500 ruby edna gladys ethel mildred lillian irene florence bertha clara ida minnie elsie hazel ella earl howard clarence fred leonard stanley norman ernest herman elmer frieda emmi klara kaethe margarete wilhelmine auguste johanna anneliese liselotte lieselotte hedwig hertha herta luise magdalene ottilie theresia emil august hugo oskar bruno arnold konrad ludwig theodor adolf
        2000 paige jasmine kaitlyn morgan sydney kimberley jodie zoe ellie georgia holly katie leanne kerry samantha natasha angelina luke max oscar toby jake connor callum kieran ross ewan fraser raj rahul amit sunil anil sanjay ravi vijay suresh ramesh rajesh priya sunita anita pooja neha wei jing fang min li lei yan hui ying ping yong jun xin
        1500 hiroshi takashi kenji akira yuki yoko keiko kazuko michiko takeshi hyun thi van anh linh hoa minh hung thanh tuan hai duc huong lan abdul abdullah fatima aisha khadija zainab yasmin layla nour mona samir tarek karim mahmoud mostafa youssef bilal imran usman omer sara
        1000 alexandra adriana valentina camila sofia mateo diego alejandro sergio pablo jorge raul ruben eduardo ricardo enrique ignacio gonzalo alvaro natalia beatriz montserrat rocio concepcion mercedes esther yolanda inmaculada sonia kees henk cornelis hendrik willem gerrit pieter bram daan sanne femke anouk
        700 joel shane travis cody chad marcus derrick corey brett seth casey curtis rodney leroy clifford melvin norma phyllis lois bonnie rhonda annette yvonne joann jeanne suzanne marjorie beth tammy vanessa veronica monica erica
        """;
}
