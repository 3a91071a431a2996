using System.Collections.Frozen;

namespace PartyOrleans.Standardisation;

/// <summary>Words of organisation names, folded: abbreviations with their one form, connectives, and words that tell an organisation.</summary>
internal static class OrganisationWords
{
    private const string Abbreviations =
        """
        intl=international intnl=international internatl=international int=international natl=national nat=national mfg=manufacturing mfr=manufacturing
        manuf=manufacturing svc=services svcs=services srvs=services srvcs=services serv=services service=services assoc=association assn=association
        assocn=association assocs=associates dept=department univ=university uni=university ctr=center cntr=center cntre=center
        centre=center cen=center cent=center centres=centers ctrs=centers bros=brothers bro=brothers mgmt=management mgt=management
        mngmt=management dev=development devt=development edu=education educ=education elem=elementary hosp=hospital inst=institute instit=institute
        govt=government gov=government amer=american inds=industries indus=industries industry=industries eng=engineering engr=engineering
        engg=engineering labs=laboratories lab=laboratories laboratory=laboratories ins=insurance insur=insurance hldgs=holdings hldg=holdings
        holding=holdings grp=group gp=group prods=products prod=products sys=systems syst=systems transp=transport transportation=transport
        sch=school schl=school acad=academy coop=cooperative fdn=foundation fndn=foundation found=foundation soc=society cmte=committee
        comm=community commun=community ctee=committee div=division libr=library tech=technology techn=technology technologies=technology
        technol=technology telecom=telecommunications telecomm=telecommunications comms=communications pharma=pharmaceuticals
        pharm=pharmaceuticals pharmaceutical=pharmaceuticals chem=chemical chems=chemicals elec=electric electr=electric elect=electric
        constr=construction constn=construction fin=financial fincl=financial invest=investments investment=investments invs=investments
        prop=properties props=properties property=properties ent=enterprises enterprise=enterprises entpr=enterprises ents=enterprises
        bldg=building bldrs=builders dist=distribution distr=distribution distrib=distribution equip=equipment exp=export imp=import
        expr=express info=information mkt=market mktg=marketing mach=machinery mech=mechanical med=medical metro=metropolitan min=mining
        mtn=mountain mt=mount ft=fort pub=publishing publ=publishing rehab=rehabilitation rest=restaurant rlty=realty shpg=shipping ship=shipping
        solns=solutions soln=solutions solution=solutions stn=station sup=supply supl=supply whse=warehouse wks=works yr=year yrs=years
        org=organization organisation=organization orgn=organization labour=labor theatre=theater programme=program harbour=harbor
        defence=defense centrum=center zentrum=center
        daycare=day_care childcare=child_care preschool=pre_school healthcare=health_care deli=delicatessen fam=family
        """;

    private const string Strong =
        """
        company companies corporation group groups holding holdings university college academy institute institution school schools center centre ctr
        hospital clinic medical dental pharmacy restaurant cafe pizzeria trattoria ristorante brasserie steakhouse kitchen ministry department
        agency authority bureau commission committee council foundation association society federation union league alliance consortium
        cooperative coop services service solutions systems technologies technology software consulting consultants partners partnership
        associates enterprise enterprises industries industry industrial manufacturing mfg international intl global worldwide trading exports
        export import imports logistics transport transportation shipping airlines airline airways aviation railways motors automotive
        construction contractors builders engineering engineers electric electronics electrical energy petroleum oil gas mining minerals metals
        steel chemical chemicals pharmaceuticals laboratories laboratory insurance financial finance capital investment investments securities
        ventures fund trust bancorp credit savings mortgage realty properties estates development developments management marketing media
        communications telecom telecommunications broadcasting publishing press productions entertainment studios studio network networks
        university library museum theater theatre gallery orchestra daycare nursery kindergarten preschool headstart childcare elementary
        church cathedral ministries synagogue mosque congregation diocese archdiocese parish hotel hotels motel resort resorts bakery
        supermarket stores store outlet warehouse wholesale distributors distribution supply supplies products equipment rentals leasing
        ymca ywca unicef nato office government municipality county republic state national federal regional metropolitan community
        branch factory bureau plants refinery shipyard subsidiary syndicate embassy consulate police army navy brigade battalion regiment party movement front organization organisation club
        gesellschaft verein stiftung universitat hochschule schule krankenhaus klinik apotheke gasthaus kirche ministerium verband werke
        bundesamt landesamt sparkasse volksbank versicherung versicherungen handels handelsgesellschaft backerei metzgerei autohaus
        stadtwerke gemeinde genossenschaft kindergarten
        societe compagnie entreprise etablissements universite ecole lycee hopital clinique pharmacie eglise ministere fondation banque
        assurances boulangerie mairie groupe syndicat federation cabinet
        sociedad compania empresa empresas universidad escuela colegio instituto hospital clinica farmacia iglesia ministerio fundacion banco
        asociacion grupo restaurante panaderia ayuntamiento comercializadora constructora distribuidora inmobiliaria transportes
        industrias servicios cooperativa corporacion sindicato
        societa azienda impresa universita scuola istituto ospedale clinica farmacia chiesa ministero fondazione banca associazione gruppo
        ristorante albergo fratelli officina comune
        maatschappij vereniging stichting universiteit school ziekenhuis apotheek kerk ministerie gemeente bedrijf handelsonderneming
        verzekeringen bakkerij groep
        sociedade empresa universidade escola ministerio fundacao associacao comercio industria servicos prefeitura
        predpriyatie obshchestvo zavod kompaniya kompanii korporatsiya obedinenie institut universitet akademiya tsentr ministerstvo fond
        aviakompaniya kontsern fabrika kombinat tovarystvo pidpryyemstvo sirketi sanayi ticaret bankasi
        """;

    private const string Doubtful =
        """
        bank church temple house inn club market shop bar grill college chapel abbey mission gardens farms works press plant plaza salon spa
        gym office trust front party union credit stores state school capital gas oil first central kitchen steel network service county
        """;

    /// <summary>Words between names that say nothing and are dropped from the core.</summary>
    internal static readonly FrozenSet<string> Connectives = FrozenSet.Create(StringComparer.Ordinal, "and", "und", "et", "y", "och", "og");

    /// <summary>Abbreviation to its one form; the form may hold several tokens.</summary>
    internal static readonly FrozenDictionary<string, string> Forms = Abbreviations
        .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        .Where(static pair => pair.Contains('='))
        .ToFrozenDictionary(
            static pair => pair[..pair.IndexOf('=', StringComparison.Ordinal)],
            static pair => pair[(pair.IndexOf('=', StringComparison.Ordinal) + 1)..].Replace('_', ' '),
            StringComparer.Ordinal);

    /// <summary>Words that tell an organisation although some are also family names.</summary>
    internal static readonly FrozenSet<string> DoubtfulEvidence = Words(Doubtful);

    /// <summary>Words that no personal name holds.</summary>
    internal static readonly FrozenSet<string> Evidence =
        Words(Strong).Where(static word => !DoubtfulEvidence.Contains(word)).ToFrozenSet(StringComparer.Ordinal);

    private static FrozenSet<string> Words(string text) =>
        text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}
