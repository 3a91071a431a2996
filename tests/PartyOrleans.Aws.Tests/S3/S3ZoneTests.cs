using PartyOrleans.Aws.S3;
using PartyOrleans.Connectors.Zones;
using PartyOrleans.TestKit.S3;
using PartyOrleans.TestKit.Zones;

namespace PartyOrleans.Aws.Tests.S3;

/// <summary>Over a real S3 server (s3rver), by the AWS SDK.</summary>
[NeedsS3]
public sealed class S3ZoneTests : ObjectZoneContract
{
    protected override bool SortsByBytes => false;

    protected override string ChangedMessage => "cannot be read: the object changed while it was read; it is to be read again from its start.";

    protected override async Task<IObjectZone> OpenAsync() => await TestZones.OpenAsync();
}
