namespace PartyOrleans.Standardisation;

/// <summary>One row per formal name: its spelling variants and short forms. A name may stand in several rows.</summary>
internal static class NicknameTable
{
    internal const string Rows =
        """
        robert rob robbie robby bob bobby bert rupert roberto
        william bill billy will willie willy liam wilhelm
        elizabeth elisabeth liz lizzie beth betty eliza lisa
        catherine katherine kathryn katharine cathy kathy kate katie
        stephen steven steve stevie stefan
        john jon johnny jack johann
        jonathan jon jonny johnathan
        mohammed muhammad mohamed mohammad mohamad muhammed
        """;
}
