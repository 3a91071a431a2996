namespace PartyOrleans.Standardisation;

/// <summary>Countries by line: ISO 3166-1 alpha-2, alpha-3 and numeric code, then names and aliases, folded, the English short name first.</summary>
internal static class CountryTable
{
    /// <summary>All assigned codes of ISO 3166-1, and xk for Kosovo (user-assigned, without a numeric code: 000).</summary>
    internal const string Rows =
        """
        ad and 020 andorra|principality of andorra|andorre
        ae are 784 united arab emirates|uae|u a e|emirates|emiratos arabes unidos|emirats arabes unis|vereinigte arabische emirate
        af afg 004 afghanistan|islamic republic of afghanistan|afganistan
        ag atg 028 antigua and barbuda|antigua
        ai aia 660 anguilla
        al alb 008 albania|republic of albania|shqiperia|albanien|albanie
        am arm 051 armenia|republic of armenia|hayastan|armenie
        ao ago 024 angola|republic of angola
        aq ata 010 antarctica
        ar arg 032 argentina|argentine republic|argentinien|argentine
        as asm 016 american samoa
        at aut 040 austria|republic of austria|osterreich|oesterreich|autriche|austriya|oostenrijk
        au aus 036 australia|commonwealth of australia|australie|australien|aus
        aw abw 533 aruba
        ax ala 248 aland islands|aland|ahvenanmaa
        az aze 031 azerbaijan|republic of azerbaijan|azerbaidjan|azerbaycan
        ba bih 070 bosnia and herzegovina|republic of bosnia and herzegovina|bosna i hercegovina|bosnia|bosnia herzegovina
        |bosnien und herzegowina|bih
        bb brb 052 barbados
        bd bgd 050 bangladesh|peoples republic of bangladesh
        be bel 056 belgium|kingdom of belgium|belgie|belgique|belgien|belgica|belgio|belgiya
        bf bfa 854 burkina faso|burkina
        bg bgr 100 bulgaria|republic of bulgaria|bulgariya|bulgarie|bulgarien|bolgariya
        bh bhr 048 bahrain|kingdom of bahrain
        bi bdi 108 burundi|republic of burundi
        bj ben 204 benin|republic of benin|dahomey
        bl blm 652 saint barthelemy|st barthelemy|saint barts|st barts
        bm bmu 060 bermuda
        bn brn 096 brunei darussalam|brunei
        bo bol 068 bolivia plurinational state of|plurinational state of bolivia|bolivia
        bq bes 535 bonaire sint eustatius and saba|bonaire|caribbean netherlands
        br bra 076 brazil|federative republic of brazil|brasil|brasilien|bresil|brasile
        bs bhs 044 bahamas|commonwealth of the bahamas|the bahamas
        bt btn 064 bhutan|kingdom of bhutan
        bv bvt 074 bouvet island
        bw bwa 072 botswana|republic of botswana
        by blr 112 belarus|republic of belarus|belarus republic|bielorussie|bielorrusia|weissrussland|republique de bielorussie
        |respublika bilorus|respublika belarus|byelorussia|bielorussia|belorussiya
        bz blz 084 belize
        ca can 124 canada|kanada
        cc cck 166 cocos keeling islands|cocos islands|keeling islands
        cd cod 180 congo the democratic republic of the|the democratic republic of the congo|democratic republic of the congo
        |democratic republic of congo|dr congo|drc|congo kinshasa|congo democratic republic|zaire|congo dr
        |congo the democratic republic|republique democratique du congo
        cf caf 140 central african republic|central african rep|car
        cg cog 178 congo|republic of the congo|congo brazzaville|congo republic
        ch che 756 switzerland|swiss confederation|schweiz|suisse|svizzera|suiza|zwitserland|shveytsariya|switz
        ci civ 384 cote divoire|republic of cote divoire|ivory coast|costa de marfil|elfenbeinkuste
        ck cok 184 cook islands
        cl chl 152 chile|republic of chile|chili
        cm cmr 120 cameroon|republic of cameroon|cameroun|kamerun
        cn chn 156 china|peoples republic of china|prc|p r china|pr china|china mainland|mainland china|zhongguo|chine|kitay|kitai
        |volksrepublik china|中国|中國|中华人民共和国
        co col 170 colombia|republic of colombia|colombie|kolumbien
        cr cri 188 costa rica|republic of costa rica
        cu cub 192 cuba|republic of cuba
        cv cpv 132 cabo verde|republic of cabo verde|cape verde
        cw cuw 531 curacao
        cx cxr 162 christmas island
        cy cyp 196 cyprus|republic of cyprus|zypern|chypre|kypros|chipre|kipr
        cz cze 203 czechia|czech republic|ceska republika|cesko|tschechien|tschechische republik|republique tcheque|republica checa
        |chekhiya
        de deu 276 germany|federal republic of germany|deutschland|allemagne|alemania|germania|duitsland|bundesrepublik deutschland
        |brd|tyskland|niemcy|germaniya|alemanha|frg
        dj dji 262 djibouti|republic of djibouti
        dk dnk 208 denmark|kingdom of denmark|danmark|danemark|dinamarca|danimarca|denemarken
        dm dma 212 dominica|commonwealth of dominica
        do dom 214 dominican republic|republica dominicana
        dz dza 012 algeria|peoples democratic republic of algeria|algerie|argelia|algerien
        ec ecu 218 ecuador|republic of ecuador
        ee est 233 estonia|republic of estonia|eesti|estland|estonie
        eg egy 818 egypt|arab republic of egypt|egypte|egipto|agypten|misr
        eh esh 732 western sahara|sahrawi
        er eri 232 eritrea|the state of eritrea|state of eritrea
        es esp 724 spain|kingdom of spain|espana|spanien|espagne|reino de espana|spagna|spanje|ispaniya|espanha
        et eth 231 ethiopia|federal democratic republic of ethiopia|ethiopie
        fi fin 246 finland|republic of finland|suomi|finnland|finlande|finlandia
        fj fji 242 fiji|republic of fiji
        fk flk 238 falkland islands malvinas|falkland islands|falklands|malvinas
        fm fsm 583 micronesia federated states of|federated states of micronesia|micronesia
        fo fro 234 faroe islands|faroe|faeroe islands|faroes
        fr fra 250 france|french republic|frankreich|francia|republique francaise|frankrijk|frantsiya|franca
        ga gab 266 gabon|gabonese republic
        gb gbr 826 united kingdom|united kingdom of great britain and northern ireland|uk|u k|great britain|britain|england|scotland
        |wales|northern ireland|united kingdom great britain|reino unido|royaume uni|vereinigtes konigreich|grossbritannien
        |regno unito|verenigd koninkrijk|storbritannien|inglaterra|angleterre|velikobritaniya|eng|sct|wls|nir|cymru
        gd grd 308 grenada
        ge geo 268 georgia|republic of georgia|sakartvelo|gruziya|georgie|georgien
        gf guf 254 french guiana
        gg ggy 831 guernsey|bailiwick of guernsey
        gh gha 288 ghana|republic of ghana
        gi gib 292 gibraltar
        gl grl 304 greenland|kalaallit nunaat
        gm gmb 270 gambia|republic of the gambia|the gambia
        gn gin 324 guinea|republic of guinea
        gp glp 312 guadeloupe
        gq gnq 226 equatorial guinea|republic of equatorial guinea|guinea ecuatorial
        gr grc 300 greece|hellenic republic|hellas|ellada|ellas|griechenland|grece|grecia|gretsiya|el
        gs sgs 239 south georgia and the south sandwich islands|south georgia
        gt gtm 320 guatemala|republic of guatemala
        gu gum 316 guam
        gw gnb 624 guinea bissau|republic of guinea bissau
        gy guy 328 guyana|republic of guyana
        hk hkg 344 hong kong|hong kong special administrative region of china|hong kong sar|hong kong china|hongkong|xianggang|香港
        hm hmd 334 heard island and mcdonald islands|heard island
        hn hnd 340 honduras|republic of honduras
        hr hrv 191 croatia|republic of croatia|hrvatska|kroatien|croatie|croacia
        ht hti 332 haiti|republic of haiti|haiti republic
        hu hun 348 hungary|magyarorszag|ungarn|hongrie|hungria|ungheria|vengriya
        id idn 360 indonesia|republic of indonesia|indonesie
        ie irl 372 ireland|eire|republic of ireland|irland|irlande|irlanda|ierland
        il isr 376 israel|state of israel|yisrael
        im imn 833 isle of man|man|isle man
        in ind 356 india|republic of india|bharat|indien|inde
        io iot 086 british indian ocean territory|british indian ocean
        iq irq 368 iraq|republic of iraq|irak
        ir irn 364 iran islamic republic of|islamic republic of iran|iran|iran islamic republic
        is isl 352 iceland|republic of iceland|island|islande|islandia
        it ita 380 italy|italian republic|italia|italien|italie|italiya
        je jey 832 jersey|bailiwick of jersey
        jm jam 388 jamaica
        jo jor 400 jordan|hashemite kingdom of jordan|jordanie
        jp jpn 392 japan|nippon|nihon|japon|japan republic|yaponiya|日本|日本国|giappone
        ke ken 404 kenya|republic of kenya
        kg kgz 417 kyrgyzstan|kyrgyz republic|kirghizia|kirgizstan
        kh khm 116 cambodia|kingdom of cambodia|cambodge|kampuchea
        ki kir 296 kiribati|republic of kiribati
        km com 174 comoros|union of the comoros
        kn kna 659 saint kitts and nevis|st kitts and nevis|saint kitts|st kitts
        kp prk 408 korea democratic peoples republic of|democratic peoples republic of korea|north korea|korea north|dprk|dpr korea
        |nordkorea|coree du nord|corea del norte
        kr kor 410 korea republic of|republic of korea|south korea|korea|korea south|rok|corea del sur|sudkorea|coree du sud|대한민국|한국
        kw kwt 414 kuwait|state of kuwait
        ky cym 136 cayman islands|cayman|caymans
        kz kaz 398 kazakhstan|republic of kazakhstan|kazahstan|kasachstan
        la lao 418 lao peoples democratic republic|laos|lao pdr|lao
        lb lbn 422 lebanon|lebanese republic|liban|libano
        lc lca 662 saint lucia|st lucia
        li lie 438 liechtenstein|principality of liechtenstein|lichtenstein|furstentum liechtenstein
        lk lka 144 sri lanka|democratic socialist republic of sri lanka|ceylon
        lr lbr 430 liberia|republic of liberia
        ls lso 426 lesotho|kingdom of lesotho
        lt ltu 440 lithuania|republic of lithuania|lietuva|litauen|lituanie
        lu lux 442 luxembourg|grand duchy of luxembourg|luxemburg|letzebuerg|luxemburgo|lussemburgo
        lv lva 428 latvia|republic of latvia|latvija|lettland|lettonie
        ly lby 434 libya|libyan arab jamahiriya|state of libya|libye|libia|libyen
        ma mar 504 morocco|kingdom of morocco|maroc|marruecos|marokko
        mc mco 492 monaco|principality of monaco
        md mda 498 moldova republic of|republic of moldova|moldova|moldavia
        me mne 499 montenegro|crna gora|montenegro republic
        mf maf 663 saint martin french part|saint martin|st martin
        mg mdg 450 madagascar|republic of madagascar|madagaskar
        mh mhl 584 marshall islands|republic of the marshall islands
        mk mkd 807 north macedonia|republic of north macedonia|macedonia|former yugoslav republic of macedonia|fyrom|makedonija
        |severna makedonija
        ml mli 466 mali|republic of mali
        mm mmr 104 myanmar|republic of myanmar|burma
        mn mng 496 mongolia|mongolie
        mo mac 446 macao|macao special administrative region of china|macau|macao sar|macau sar
        mp mnp 580 northern mariana islands|commonwealth of the northern mariana islands
        mq mtq 474 martinique
        mr mrt 478 mauritania|islamic republic of mauritania|mauritanie
        ms msr 500 montserrat
        mt mlt 470 malta|republic of malta
        mu mus 480 mauritius|republic of mauritius
        mv mdv 462 maldives|republic of maldives
        mw mwi 454 malawi|republic of malawi
        mx mex 484 mexico|united mexican states|mexico united mexican states|estados unidos mexicanos|mexiko|mexique|messico
        my mys 458 malaysia|malaisie
        mz moz 508 mozambique|republic of mozambique
        na nam 516 namibia|republic of namibia
        nc ncl 540 new caledonia
        ne ner 562 niger|republic of the niger|republic of niger
        nf nfk 574 norfolk island
        ng nga 566 nigeria|federal republic of nigeria
        ni nic 558 nicaragua|republic of nicaragua
        nl nld 528 netherlands|kingdom of the netherlands|the netherlands|holland|nederland|niederlande|pays bas|paises bajos
        |paesi bassi|niderlandy
        no nor 578 norway|kingdom of norway|norge|norwegen|norvege|noruega|norvegia|noorwegen
        np npl 524 nepal|federal democratic republic of nepal
        nr nru 520 nauru|republic of nauru
        nu niu 570 niue
        nz nzl 554 new zealand|aotearoa|neuseeland|nouvelle zelande
        om omn 512 oman|sultanate of oman
        pa pan 591 panama|republic of panama
        pe per 604 peru|republic of peru|perou
        pf pyf 258 french polynesia|tahiti
        pg png 598 papua new guinea|independent state of papua new guinea|papua new guinea republic|png
        ph phl 608 philippines|republic of the philippines|philippine|the philippines|filipinas|pilipinas
        pk pak 586 pakistan|islamic republic of pakistan
        pl pol 616 poland|republic of poland|polska|polen|pologne|polonia|polsha
        pm spm 666 saint pierre and miquelon|st pierre and miquelon
        pn pcn 612 pitcairn|pitcairn islands
        pr pri 630 puerto rico|estado libre asociado de puerto rico
        ps pse 275 palestine state of|state of palestine|the state of palestine|palestine|palestinian territories
        |palestinian territory|occupied palestinian territory|occupied palestinian territories|gaza|gaza strip|west bank
        pt prt 620 portugal|portuguese republic
        pw plw 585 palau|republic of palau
        py pry 600 paraguay|republic of paraguay
        qa qat 634 qatar|state of qatar
        re reu 638 reunion|la reunion
        ro rou 642 romania|rumania|rumanien|roumanie
        rs srb 688 serbia|republic of serbia|srbija|serbien|serbie
        ru rus 643 russian federation|russia|rossiya|rossiyskaya federatsiya|rossiiskaya federatsiya|russland|russie
        |federation de russie|rusia|federacion de rusia|russian fed|rf|rosiyska federatsiya|rosiiska federatsiia|russische foderation
        |federazione russa|rossiia
        rw rwa 646 rwanda|rwandese republic|rwanda republic
        sa sau 682 saudi arabia|kingdom of saudi arabia|ksa|arabie saoudite|arabia saudita|saudi arabien
        sb slb 090 solomon islands
        sc syc 690 seychelles|republic of seychelles
        sd sdn 729 sudan|republic of the sudan|soudan
        se swe 752 sweden|kingdom of sweden|sverige|schweden|suede|suecia|svezia|zweden|shvetsiya
        sg sgp 702 singapore|republic of singapore|singapour|singapur
        sh shn 654 saint helena ascension and tristan da cunha|saint helena|st helena
        si svn 705 slovenia|republic of slovenia|slovenija|slowenien|slovenie
        sj sjm 744 svalbard and jan mayen|svalbard
        sk svk 703 slovakia|slovak republic|slovensko|slovenska republika|slowakei|slovaquie
        sl sle 694 sierra leone|republic of sierra leone
        sm smr 674 san marino|republic of san marino|saint marin
        sn sen 686 senegal|republic of senegal
        so som 706 somalia|federal republic of somalia|somalie
        sr sur 740 suriname|republic of suriname
        ss ssd 728 south sudan|republic of south sudan
        st stp 678 sao tome and principe|democratic republic of sao tome and principe|sao tome
        sv slv 222 el salvador|republic of el salvador|salvador
        sx sxm 534 sint maarten dutch part|sint maarten|st maarten
        sy syr 760 syrian arab republic|syria|syrian arab rep|republique arabe syrienne|syrie|siria|syrien
        sz swz 748 eswatini|kingdom of eswatini|swaziland
        tc tca 796 turks and caicos islands|turks and caicos
        td tcd 148 chad|republic of chad|tchad
        tf atf 260 french southern territories|french southern and antarctic lands
        tg tgo 768 togo|togolese republic
        th tha 764 thailand|kingdom of thailand|thailande|thailandia|tailandia
        tj tjk 762 tajikistan|republic of tajikistan
        tk tkl 772 tokelau
        tl tls 626 timor leste|democratic republic of timor leste|east timor
        tm tkm 795 turkmenistan
        tn tun 788 tunisia|republic of tunisia|tunisie|tunez|tunesien
        to ton 776 tonga|kingdom of tonga
        tr tur 792 turkiye|republic of turkiye|turkey|turkiye cumhuriyeti|republic of turkey|turkei|turquie|turquia|turtsiya
        tt tto 780 trinidad and tobago|republic of trinidad and tobago|trinidad
        tv tuv 798 tuvalu
        tw twn 158 taiwan province of china|province of china taiwan|taiwan|republic of china|r o c|roc|chinese taipei
        tz tza 834 tanzania united republic of|united republic of tanzania|tanzania
        ua ukr 804 ukraine|ukraina|ukrayina|ukraine republic|ucrania
        ug uga 800 uganda|republic of uganda
        um umi 581 united states minor outlying islands|us minor outlying islands
        us usa 840 united states|united states of america|america|states|u s|u s a|estados unidos|estados unidos de america
        |etats unis|etats unis damerique|vereinigte staaten|vereinigte staaten von amerika|stati uniti|verenigde staten|ssha
        |soedinennye shtaty ameriki|eeuu|united states america
        uy ury 858 uruguay|eastern republic of uruguay|republic of uruguay
        uz uzb 860 uzbekistan|republic of uzbekistan|uzbekistan republic
        va vat 336 holy see vatican city state|vatican|vatican city|holy see|vatican city state
        vc vct 670 saint vincent and the grenadines|st vincent and the grenadines|saint vincent|st vincent
        ve ven 862 venezuela bolivarian republic of|bolivarian republic of venezuela|venezuela
        vg vgb 092 virgin islands british|british virgin islands|bvi
        vi vir 850 virgin islands u s|u s virgin islands|virgin islands of the united states|us virgin islands|usvi|virgin islands us
        vn vnm 704 viet nam|socialist republic of viet nam|vietnam|socialist republic of vietnam
        vu vut 548 vanuatu|republic of vanuatu
        wf wlf 876 wallis and futuna|wallis futuna
        ws wsm 882 samoa|independent state of samoa|western samoa
        xk xkx 000 kosovo|republic of kosovo|kosova
        ye yem 887 yemen|republic of yemen|yemen republic
        yt myt 175 mayotte
        za zaf 710 south africa|republic of south africa|sudafrika|afrique du sud|sudafrica|rsa|suid afrika
        zm zmb 894 zambia|republic of zambia
        zw zwe 716 zimbabwe|republic of zimbabwe|rhodesia
        """;
}
