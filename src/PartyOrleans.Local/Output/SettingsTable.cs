using PartyOrleans.Local.Commands;
using PartyOrleans.Local.Serving.Configuration;
using Spectre.Console;

namespace PartyOrleans.Local.Output;

/// <summary>Shows the settings of a hub that serves.</summary>
internal static class SettingsTable
{
    /// <summary>Writes settings.</summary>
    public static int Write(HubConsole console, IReadOnlyList<Setting> settings)
    {
        var table = new Table { Border = TableBorder.None };
        table.AddColumns("setting", "default", "takes", "effect");
        foreach (Setting setting in settings)
        {
            table.AddRow(Markup.Escape(setting.Name), Markup.Escape(setting.Default), Markup.Escape(setting.Takes), Markup.Escape(setting.Effect));
        }

        console.Show(table);
        console.Document(json =>
        {
            json.WriteStartArray();
            foreach (Setting setting in settings)
            {
                json.WriteStartObject();
                json.WriteString("name", setting.Name);
                json.WriteString("variable", setting.Variable);
                json.WriteString("default", setting.Default);
                json.WriteString("takes", setting.Takes);
                json.WriteString("effect", setting.Effect);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
        return ExitCode.Done;
    }
}
