using System.CommandLine;
using PartyOrleans.Local.Output;
using PartyOrleans.Storage;
using PartyOrleans.Storage.PostgreSql;

namespace PartyOrleans.Local.Commands;

/// <summary><c>party migrate</c>: what the owner of a database's tables does so that a hub can run as a lesser user.</summary>
internal static class MigrateCommand
{
    private static readonly Option<string?> User = new("--user")
    {
        Description = "User that hubs run as: made where there is none of that name (without a password), and given what a hub needs of the tables.", HelpName = "NAME",
    };

    private static readonly Option<bool> Iam = new("--iam") { Description = "The user signs in by AWS IAM (Amazon RDS and Aurora), without a password: Password=iam: in its --db." };

    /// <summary>Makes the command.</summary>
    public static Command Create() => Create(static (_, _) => Task.CompletedTask);

    /// <summary>Makes the command for a program that keeps more in the database.</summary>
    /// <param name="more">Brings that up to date; told the database.</param>
    public static Command Create(Func<string, CancellationToken, Task> more) =>
        new Command("migrate", "Bring a PostgreSQL store's tables to this program's version as their owner, so that hubs can run as a user who may not change tables.")
        {
            SharedOptions.Database,
            User,
            Iam,
        }.Does((arguments, console, cancellationToken) => RunAsync(arguments, console, more, cancellationToken));

    private static async Task<int> RunAsync(ParseResult arguments, HubConsole console, Func<string, CancellationToken, Task> more, CancellationToken cancellationToken)
    {
        string database = arguments.GetRequiredValue(SharedOptions.Database);
        string? user = arguments.GetValue(User);
        if (!PartyStores.IsServer(database))
        {
            throw new CommandException(ExitCode.Usage, $"--db: {database} is a file, which the program that opens it brings up to date; this is for PostgreSQL databases (Host=... or postgres://...).");
        }

        if (user is null && arguments.GetValue(Iam))
        {
            throw new CommandException(ExitCode.Usage, "--iam: --user names the user that signs in so.");
        }

        (int from, int to) = await PostgreSqlUpgrade.ApplyAsync(database, TimeProvider.System, cancellationToken);
        await more(database, cancellationToken);
        if (user is not null)
        {
            await PostgreSqlUpgrade.GrantAsync(database, new LesserUser(user, arguments.GetValue(Iam)), cancellationToken);
        }

        console.Document(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("from", from);
            json.WriteNumber("to", to);
            json.WriteString("user", user);
            json.WriteEndObject();
        });
        string tables = from == to ? $"has version {to} already" : from == 0 ? $"has its tables now, version {to}" : $"went from version {from} to {to}";
        console.Line($"{PartyStores.Describe(database)} {tables}.{(user is null ? "" : $" {user} has what a hub needs of it.")}");
        return ExitCode.Done;
    }
}
