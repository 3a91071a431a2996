namespace PartyOrleans.Connectors.Tests.Adapters;

public sealed class CsvAdapterTests : AdapterContract
{
    protected override string Contract => """
        {"source":"s","adapter":"csv","settings":{"header":["id","name","score","more"]},"mapping":{"recordId":"id","columns":{"name":"name.full"}},
         "schema":{"type":"object","required":["id"],"properties":{"id":{"type":"string"},"name":{"type":"string"},"score":{"type":"number"}}}}
        """;

    protected override string Sound => "7,Ada Byron,1.5,";

    protected override string WithoutId => ",Ada Byron,1.5,";

    protected override string WithUnknown => "7,Ada Byron,1.5,surprise";

    protected override string Retyped => "7,Ada Byron,lots,";

    protected override string? Repeated => null;
}

public sealed class JsonAdapterTests : AdapterContract
{
    protected override string Contract => """
        {"source":"s","adapter":"json","mapping":{"recordId":"id","columns":{"name.full":"name.full","phones":"phone"}},
         "schema":{"type":"object","required":["id"],"properties":{"id":{"type":"string"},"name":{"type":"object","properties":{"full":{"type":"string"}}},
           "phones":{"type":"array","items":{"type":"string"}}}}}
        """;

    protected override string Sound => """{"id":"7","name":{"full":"Ada Byron"},"phones":["1","2"]}""";

    protected override string WithoutId => """{"name":{"full":"Ada Byron"}}""";

    protected override string WithUnknown => """{"id":"7","name":{"full":"Ada Byron","more":"surprise"}}""";

    protected override string Retyped => """{"id":"7","name":"Ada Byron"}""";

    protected override string Repeated => """{"id":"7","name":{"full":"Ada","full":"Byron"}}""";
}

public sealed class SenzingAdapterTests : AdapterContract
{
    protected override string Contract => """
        {"source":"s","adapter":"senzing","schema":{"type":"object","required":["RECORD_ID"],"properties":{"DATA_SOURCE":{"type":"string"},"RECORD_ID":{"type":"string"},
          "FEATURES":{"type":"array","items":{"type":"object","properties":{"NAME_FULL":{"type":"string"},"PHONE_NUMBER":{"type":"string"}}}}}}}
        """;

    protected override string Sound => """{"DATA_SOURCE":"s","RECORD_ID":"7","FEATURES":[{"NAME_FULL":"Ada Byron"},{"PHONE_NUMBER":"1"}]}""";

    protected override string WithoutId => """{"DATA_SOURCE":"s","FEATURES":[{"NAME_FULL":"Ada Byron"}]}""";

    protected override string WithUnknown => """{"RECORD_ID":"7","FEATURES":[{"NAME_FULL":"Ada Byron","STATUS":"surprise"}]}""";

    protected override string Retyped => """{"RECORD_ID":"7","FEATURES":[{"NAME_FULL":17}]}""";

    protected override string Repeated => """{"RECORD_ID":"7","FEATURES":[{"NAME_FULL":"Ada","NAME_FULL":"Byron"}]}""";
}

public sealed class FollowTheMoneyAdapterTests : AdapterContract
{
    protected override string Contract => """
        {"source":"s","adapter":"followthemoney","schema":{"type":"object","required":["id"],"properties":{"id":{"type":"string"},"schema":{"type":"string"},
          "properties":{"type":"object","properties":{"name":{"type":"array","items":{"type":"string"}}}}}}}
        """;

    protected override string Sound => """{"id":"7","schema":"Person","properties":{"name":["Ada Byron"]}}""";

    protected override string WithoutId => """{"schema":"Person","properties":{"name":["Ada Byron"]}}""";

    protected override string WithUnknown => """{"id":"7","schema":"Person","properties":{"name":["Ada Byron"],"notes":["surprise"]}}""";

    protected override string Retyped => """{"id":"7","schema":"Person","properties":{"name":[5]}}""";

    protected override string Repeated => """{"id":"7","schema":"Person","properties":{"name":["Ada"],"name":["Byron"]}}""";
}

public sealed class DebeziumAdapterTests : AdapterContract
{
    protected override string Contract => """
        {"source":"s","adapter":"debezium","mapping":{"recordId":"id","columns":{"name":"name.full"}},
         "schema":{"type":"object","required":["id"],"properties":{"id":{"type":"integer"},"name":{"type":["string","null"]}}}}
        """;

    protected override string Sound => """{"before":null,"after":{"id":7,"name":"Ada Byron"},"source":{"lsn":5},"op":"c"}""";

    protected override string WithoutId => """{"before":null,"after":{"name":"Ada Byron"},"source":{"lsn":5},"op":"c"}""";

    protected override string WithUnknown => """{"before":null,"after":{"id":7,"name":"Ada Byron","tier":"surprise"},"source":{"lsn":5},"op":"c"}""";

    protected override string Retyped => """{"before":null,"after":{"id":7,"name":false},"source":{"lsn":5},"op":"u"}""";

    protected override string Repeated => """{"before":null,"after":{"id":7,"name":"Ada","name":"Byron"},"source":{"lsn":5},"op":"c"}""";
}
