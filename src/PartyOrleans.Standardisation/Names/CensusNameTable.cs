namespace PartyOrleans.Standardisation;

/// <summary>
/// Given names that at least four in a hundred thousand people of one sex bear, and at most a twentieth as many of the other; folded, without those of
/// <see cref="GivenNameTable"/>. From the name files of the United States census of 1990, a work of its government and in the public domain.
/// </summary>
internal static class CensusNameTable
{
    internal const string Names =
        """
        abbey abbie abby abdul abe abel abraham abram ada adalberto adan addie adela adelaida adelaide adele adelina adeline adell adolph adriane adrianna
        adrianne adrienne agatha ahmad aida aileen aimee alaina alana alanna alba alberta albina alda alden alec alecia alene alesha alesia aleta aletha alex
        alexandria alfonzo alfred alfreda alisa alisha alison alissa allan allen allene allie allyson alma alonso alonzo alpha alphonse alphonso alta
        altagracia althea alton alvaro alvin alvina alyce alyson amado amalia amber ambrose ami amie amos amparo anabel andra andria andy angelia angelica
        angelina angeline angelique angelita angie anibal anissa annabelle annamarie annemarie annetta annette annmarie antione antionette antoinette anton
        antone antonette antony antwan april aracely archie arden ardis ardith aretha arleen arlen arlene arlie arline armand armida arnold arnoldo arnulfo
        aron arron art artie asa ashlee ashleigh ashton asia athena audra august augusta augustus aura aurelia aurelio austin autumn avis bambi barb barbra
        barney barrett barry barton basil beau becky belen belinda belle belva ben benedict benita benito bennett benny benton bernadine bernardo bernice
        berniece bernita bert berta bertha bertie bertram beryl bess bessie beth bethany betsy bette bettie bettina bettye beulah beverley bianca bill birdie
        blaine blake blanch blanche bob bobbi bonita bonnie bonny booker boyce boyd brad bradford bradley bradly brady brain branden brandi brandie brandy
        brant breanna brendon brenna brent brenton bret briana brianna brianne brice bridget bridgett bridgette brigette britney brittani brittney brock
        broderick brook brooke brooks bruce bryant bryce bryon buck bud buddy buford burl burt burton buster byron caitlin caitlyn caleb callie calvin camilla
        candace candelaria candi candice candida candy cara caren cari caridad carina carissa carleen carlene carlotta carlton carly carman carmel carmelita
        carmella carmelo carmine carole carolee carolina carrie carson carter caryl caryn casandra cassandra cassie catalina catharine cathie cathleen
        cathrine cathryn cathy catina catrina cecelia cecilia cedric cedrick celeste celestine celia celina chad chadwick chance chanda chandra chanel chantel
        charisse charity charla charleen charlene charley charline charmaine chas chase chasity chastity chauncey chelsea chelsey chelsie cheri cherie cherly
        cherry cheryle chester chet chiquita chrissy christal christen christi christie christin christoper christy chrystal chuck cindi cindy cinthia claire
        clara clare clarence clarice clarissa clark claud claudette claudine clay clayton clemente clementine cletus cleveland cliff clifford clifton clint
        clinton clyde cody cole coleen coleman colin colleen collette collin columbus connie conrad constance cora coral cordelia cordell cori corina corine
        corinna cornelia cornelius cornell corrie corrine cortez cortney coy craig cristal cristine cristobal cristopher cristy crystal curt curtis cyril
        cyrus daisy dalia dalton damaris damien damion damon dan dane danelle danette danial daniella danilo danita danna danny dante daphne dara darci darell
        daren daria darin darla darleen darlene daron darrel darrell darrick darrin darron darryl darwin daryl dave davis dawn dawna dayna dean deana deandre
        deangelo deann deanna deanne debbie debby debi debora debrah deena deidra deidre del delbert delfina delia delilah della delma delmar delmer delois
        delores deloris demarcus demetria dena denice denver derek derick derrick deshawn desiree desmond dessie destiny dewayne dewey dewitt dexter dian
        diann dianna dianne dick diego dillon dinah dino dionne dixie dollie dolly dolores domenic dominga domingo dominic dominick don dona donita donn
        donnell donny donovan donte dora dorcas doreen dorene doretha dori dorinda dorothea dorris dorsey dortha dorthy dottie doug douglass dovie doyle drew
        duane dudley dulce dustin dwain dwight earl earle earlene earline earnest earnestine easter ebony eddy edgar edgardo edie edison edmond edmund edmundo
        edna edwardo edwin edwina edythe effie efrain efren eileen elaina elaine elba elbert elda elden eldon eldridge eleanore elenor eli elia elida elinor
        elisabeth elise eliseo elissa eliza elizebeth ellen ellie elliot elliott ellis ellsworth elma elmer elmo elnora eloisa eloise elouise eloy elroy elsie
        elton elva elvia elvin elvira elvis elwood elyse emanuel emerson emil emile emilia emmanuel emmett emmitt emory ena enid enoch enriqueta era erasmo
        erica erich erick ericka erin erlinda erma erna ernest ernestina ernestine ernie errol ervin erwin essie estela estella estelle ester esther ethel
        etta eugene eugenia eugenio eula eulalia eunice eusebio evan evangelina evangeline eve everett everette evette evonne ezequiel fabiola faith fannie
        fanny farrah faustino fausto fawn fay faye felecia felicia felicita felicitas felipa felisha felton ferdinand fermin fern fidel filiberto filomena
        fletcher flor flora florence florencio florentino florida florine flossie floy floyd forest forrest foster fran francine frank franklin franklyn fred
        freda freddy frederick fredric fredrick freeman freida frieda fritz gabrielle gail galen garfield garland garnet garret garrett garry garth gaston gay
        gaye gayla gaylord gena genaro geneva genoveva geoffrey georgette georgia georgiana georgianna georgie georgina geraldine geraldo geri germaine german
        gerri gertie gertrude gil gilbert gilda gillian gina ginger ginny gino giselle gladys glen glenn glenna goldie grace gracie grady graig grant
        granville greg gregg gregoria gregorio greta gretchen griselda grover guillermina gus gussie guy gwen gwendolyn hai hailey hal haley hallie hank
        harlan harland harley harriet harriett harriette harris harrison harvey hattie haydee hayden hayley haywood heath hellen henrietta herb herbert
        heriberto herlinda herman hermelinda herminia herschel hershel hester hilario hilary hilda hillary hilton hipolito hiram hobert holli hollie holly
        homer hope horace horacio hortencia hortense hosea houston howard hoyt hubert huey hugh humberto hunter hyman ian ida idella ike ila ileana ilene ima
        imelda imogene ina india inez iola iona ione irene iris irvin irving irwin isabell isaiah isaias isiah isidro ismael israel isreal issac iva ivette
        ivonne ivy jacinto jack jacklyn jackson jaclyn jacque jacquelin jacquelyn jacquline jada jaimie jake jamaal jamar jamel jami jamila jamison jane
        janeen janel janell janelle janette janie janine janna jannette jannie jaqueline jared jarod jarred jarrett jarvis jasmin jasmine jasper jay jayme
        jayne jayson jeana jeane jeanetta jeanette jeanie jeanine jeanna jeannette jeannie jeannine jed jeff jefferey jefferson jeffery jeffry jena jenelle
        jenifer jeniffer jenna jennette jenni jennie jenny jerald jeramy jere jeremiah jeri jermaine jerold jerome jeromy jerrell jerri jerrie jerrod jerrold
        jesica jess jesus jill jillian jim jimmy joanie joann joanne jocelyn jodi jodie joel joelle joellen joesph johnathan johnathon johnna johnson joleen
        jolene jon jonah jonathon joni jonnie jordon josefina josephina josette josh josie jospeh josue jovita joy joycelyn juanita judi judson juli julianna
        julianne juliet julius june jung junior justina justine kaitlin kaitlyn kala kami kara kareem karina karissa karla karol karolyn karon karrie karyn
        kassandra kate katelyn katharine katheryn kathi kathie kathrine kathy katie katina katrina katy kay kaye keely keenan keisha kelli kellie kelsey
        kelvin ken kendra kendrick keneth kennith kenny kent kenton kenya keri kermit kerri kerrie kesha keshia keven kia kieth kimberlee kimberley king kip
        kira kirk kisha kitty korey kori kory kraig krista kristal kristen kristi kristie kristin kristine kristofer kristopher kristy krystal krystle kurt
        kurtis kyla kyong kyra kyung lacey lacie ladonna lakeisha lakesha lakeshia lakisha lamar lamont lana lance landon lanny laquita lara lashanda lashawn
        lashonda latanya latasha latisha latonia latonya latosha latoya latrice latricia laureen laurel lauretta laurette lauri laurie lavina lavon lavonne
        lawanda lawerence lawrence lazaro leah leann leanna leanne leatrice leeann leilani leisa lela leland lelia lemuel len lenard lenny lenora lenore leo
        leola leona leonard leone leonel leonor leonora leopoldo leora leota leroy les lesa lessie lester leta letha letitia lettie lewis lia libby lida lidia
        lila lilia lilian liliana lillian lillie lilly lily lina lincoln lindy linnie lino linwood lionel lise lisette lissette liz liza lizabeth lizbeth
        lizette lizzie lloyd lois lola lolita lon lona long lonny lora loraine lorene lorenza loretta lorie lorine lorna lorri lorrie lottie louann louella
        louisa lourdes lovie lowell loyd luann luanne lucien lucila lucile lucille lucinda lucio lucius lucretia luella luisa luke lula lulu lura luther lyle
        lyman lyn lynda lyndon lyndsey lynette lynne lynnette lynwood mabel mable mac mack mackenzie madeline madelyn madge madonna mae magda magdalene maggie
        magnolia mai major majorie malcolm malcom malik malinda malissa mallory mamie mandi mandy manual manuela mara maranda marc marcela marcelina marcelino
        marcella marcelle marcellus marci marcie marcus marcy margarette margarito marge margery margie margo margot margret marguerite mari mariah mariann
        maribel maricela marietta marilee marilynn marisa marisela marissa marita maritza marjorie marjory mark marla marlena marlene marlon marlyn marlys
        marnie marquerite marquis marquita marsha marshall marti martin marva marvel marvin maryann maryanne marybeth maryellen maryjane marylin marylou mason
        mathew matilda matilde matt mattie maud maude maudie maura maureen maurine mauro mavis max maxie maximo maxine maxwell may maybelle mayme maynard
        mayra mckinley meagan meaghan meghan mei mel melba melina melinda melisa mellisa mellissa melodie melody melony melva melvin melvina mercedes meredith
        merlin merry mervin meta micaela michale micheal michell migdalia mike mikel mildred miles milford millard millicent millie milo milton mimi mina
        mindy minerva minnie miquel miranda mireya miriam mirian mirna missy misti misty mitch mitchel mittie mitzi modesto moises mollie molly monroe monte
        monty morris morton mose moses mozelle muriel murray myles myra myriam myrna myron myrtis myrtle nakia nan nanci nanette nannette nannie napoleon
        natasha nathanael nathanial nathaniel natividad neal ned nedra neil nelda nell nellie nelly nena nereida nestor nettie neva neville newton nichole
        nick nicki nickolas nigel niki nikki nila nilda nita noble noe noelle noemi nola nona norbert norberto noreen norman normand norris nova novella nydia
        octavia octavio odessa odis ofelia ola olen oleta olin olive oma ona opal ophelia ora oralia orlando orpha orval orville osvaldo oswaldo otis otto
        paige palmer pam pamala pansy parker pasquale patrica patrice patsy patti pattie patty paula paulette pearl pearlie pearline peggie peggy pennie penny
        percy perla perry pete phil phillip phillis philomena phylis phyliss phyllis pilar polly porfirio porter portia precious preston pricilla prince
        princess priscilla prudence queen quincy quintin quinton rachael racheal rachelle rae rafaela raleigh ramiro ramona randal randall randell randi
        randolph rashad raven ray rayford raymon raymundo reba rebeca rebekah reed reggie regina reginald reid reina reinaldo rena renae renaldo renee renita
        reta retha reuben reva rex rey reyes reyna reynaldo rhea rhett rhiannon rhoda rhonda rich richelle richie rick rickey ricky rico rigoberto riley rob
        robbin robby robt robyn rocco rochelle rocky rod roderick rodger rodney rodolfo rodrick roger roland rolando rolf rolland roma roman romeo romona ron
        rona ronda ronnie ronny roosevelt rosalba rosalee rosalia rosalie rosalina rosalind rosalinda rosalyn rosanna rosanne roscoe rose roseann roseanna
        roseanne rosella roselyn rosemary rosendo rosetta rosie rosina rosita roslyn ross roxana roxane roxann roxanna roxanne roxie royal rubin ruby rubye
        rudolf rudolph rueben rufus rupert russ russel rusty ruthann ruthie ryan sabina sabrina sal salina sallie sally sam samatha sammy samual sandi sanford
        sanjuana sanjuanita santa santiago santo sasha saul saundra scot scott scotty selena selina selma seth seymour shad shaina shalonda shameka shamika
        shana shanda shanna shanon shanta shante shantel shara shari sharla sharlene sharonda sharron sharyn shauna shawna shayla shayna sheena sheila sheldon
        shelia shelley shelli shellie shelly shelton sheree sheri sherie sherita sherman sherri sherrie sherrill sherry sherwood sheryl shiela shirlene shon
        shonda sid sierra silas simon socorro solomon sondra sonia sonja sonny sonya soon spencer staci stacia stacie stan stanford stanley stanton starla
        starr stella stephan stephany stephenie sterling steve stewart stuart sue summer sun sunny susana susanna susannah susie suzan suzanna suzette sybil
        sylvester sylvia tabatha tabitha tad tameka tamela tamera tami tamika tammi tammie tammy tamra tana tania tanisha tanner tanya tara taryn tasha
        tatiana tawana tawanda tawnya ted teddy teena tena teodoro tera terence terese teresita teressa teri terra terrance terrell terrence terri terrie
        tessa tessie thad thaddeus thea theda thelma theodora theron thurman tia tiana tiara tierra tiffani tiffanie tiffany tillie timmy tina tisha titus tod
        todd tom tomasa tomeka tommy toney toni tonia tonja tony tonya tori tosha toya traci tracie travis trena trent trenton tresa tressa treva trevor trey
        tricia trina trisha trista trudy truman twila twyla tyler tyra tyree tyrell tyron tyrone tyson ulysses una vada valarie valencia valentin valeria
        valorie vance vaughn veda velda velma venessa venita venus verda vergie verla vern verna vernell vernice vernon vesta vickey vicki vickie vicky
        victoria vida vikki vilma vince viola violet violeta virgie virgil virgilio virgina virginia vito viviana von vonda wade waldo walker wallace wally
        walton ward warner warren waylon wayne weldon wendell wendi wes wesley weston wilber wilbert wilbur wilburn wilda wiley wilford wilfred wilfredo
        wilhelmina will willa willard williams willian willis willy wilmer wilson wilton windy winford winfred winifred winnie winnifred winona winston
        woodrow xavier yadira yolonda yoshiko yvonne zachariah zachery zack zackary zane zelda zella zelma zenaida zoe zoila zola zoraida
        """;
}
