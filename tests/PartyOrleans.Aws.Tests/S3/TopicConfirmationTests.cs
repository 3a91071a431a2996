using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using PartyOrleans.Aws.S3;

namespace PartyOrleans.Aws.Tests.S3;

/// <summary>Over a local HTTP endpoint that stands in for the topic service, which cannot run here.</summary>
public sealed class TopicConfirmationTests
{
    private const string Topic = "arn:aws:sns:eu-west-1:123456789012:raw";

    [Theory]
    [InlineData(Topic, "https://sns.eu-west-1.amazonaws.com/")]
    [InlineData("arn:aws-cn:sns:cn-north-1:123456789012:raw", "https://sns.cn-north-1.amazonaws.com.cn/")]
    [InlineData("arn:aws-us-gov:sns:us-gov-west-1:123456789012:raw", "https://sns.us-gov-west-1.amazonaws.com/")]
    [InlineData("arn:aws:sqs:eu-west-1:123456789012:raw", null)]
    [InlineData("arn:aws:sns:evil.example/x?:123456789012:raw", null)]
    [InlineData("arn:aws:sns:eu-west-1@evil.example:123456789012:raw", null)]
    [InlineData("arn:aws:sns:eu-west-1:1:raw", null)]
    [InlineData("http://169.254.169.254/", null)]
    public void ServiceOf_WhenATopic_IsThatOfItsRegionAndNothingElse(string topic, string? service) => TopicConfirmation.ServiceOf(topic)?.AbsoluteUri.ShouldBe(service);

    [Theory]
    [InlineData(200, true)]
    [InlineData(302, false)]
    [InlineData(400, false)]
    public async Task ConfirmAsync_WhenTheServiceAnswers_ShowsTheTokenAndFollowsNothing(int status, bool isConfirmed)
    {
        var asked = new List<string>();
        await using WebApplication service = await StartAsync(context =>
        {
            asked.Add(context.Request.Path + context.Request.QueryString.Value);
            context.Response.StatusCode = status;
            context.Response.Headers.Location = "/elsewhere";
        });
        using var confirmation = new TopicConfirmation(_ => new Uri(service.Urls.Single()));

        (await confirmation.ConfirmAsync(Topic, "a&b=c", CancellationToken.None)).ShouldBe(isConfirmed);

        asked.ShouldBe(["/?Action=ConfirmSubscription&Version=2010-03-31&TopicArn=arn%3Aaws%3Asns%3Aeu-west-1%3A123456789012%3Araw&Token=a%26b%3Dc"]);
    }

    [Fact]
    public async Task ConfirmAsync_WhenNobodyAnswers_IsNotConfirmed()
    {
        using var confirmation = new TopicConfirmation(_ => new Uri("http://127.0.0.1:1"));

        (await confirmation.ConfirmAsync(Topic, "t", CancellationToken.None)).ShouldBeFalse();
    }

    private static async Task<WebApplication> StartAsync(Action<HttpContext> answer)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        app.Run(context =>
        {
            answer(context);
            return Task.CompletedTask;
        });
        await app.StartAsync();
        return app;
    }
}
