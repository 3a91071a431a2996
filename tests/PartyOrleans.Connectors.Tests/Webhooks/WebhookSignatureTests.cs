using PartyOrleans.Connectors.Webhooks;

namespace PartyOrleans.Connectors.Tests.Webhooks;

public sealed class WebhookSignatureTests
{
    /// <summary>The example that the Standard Webhooks specification publishes.</summary>
    [Fact]
    public void Sign_WhenGivenThePublishedExample_GivesThePublishedSignature() => WebhookSignature.Sign(
            [WebhookSignature.ReadSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")!], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, """{"test": 2432232314}"""u8)
        .ShouldBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");

    [Theory]
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", 24)]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", null)]
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa==", null)]
    [InlineData("whsec_", null)]
    [InlineData("whsec_not base64 at all, is it", null)]
    public void ReadSecret_WhenTextIsOneOrNot_Tells(string text, int? bytes) => (WebhookSignature.ReadSecret(text)?.Length).ShouldBe(bytes);
}
