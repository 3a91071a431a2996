using PartyOrleans.Model.Bundles;

namespace PartyOrleans.Model.Tests.Bundles;

/// <summary>A bundle with one of everything, and the vocabulary it speaks.</summary>
internal static class SmallBundle
{
    public static readonly BundleVocabulary Vocabulary = new(
        [new("given", ["exact", "near", "different"]), new("date", ["exact", "different"])],
        [new("organisation", ["exact", "different"])],
        ["given", "date", "postcode"]);

    public static Bundle Create() => new()
    {
        Format = Bundle.CurrentFormat,
        Name = "small",
        Sources = [new SourcePolicy("crm", 0.9, TimeSpan.FromDays(365)), new SourcePolicy("web", 0.1 + 0.2, TimeSpan.Zero)],
        Persons = new MatchModel(
            -12.5,
            [
                new Comparison("given", [new("exact", 0.7, 0.01), new("near", 0.2, 0.02, -0.25), new("different", 0.1, 0.97)]),
                new Comparison("date", [new("exact", 0.9, 1e-5), new("different", 0.1, 0.99999)]),
            ],
            [new LatentClass("household", -15, [[0.1, 0.1, 0.8], [0.001, 0.999]])],
            1.5, -0.5),
        Organisations = new MatchModel(-10, [new Comparison("organisation", [new("exact", 0.8, 0.001), new("different", 0.2, 0.999)])], []),
        TermFrequencies =
        [
            new TermFrequencyTable(
                "name.given", 1000, 0.25, 9.9, new Dictionary<string, double>(StringComparer.Ordinal) { ["zoe"] = 2, ["ann\tb"] = 31.5, ["álvaro"] = 7 }),
        ],
        Blocking = new BlockingPolicy(14, 100, [new("names", ["given", "date"], 2), new("place", ["postcode"])], [new("date", ["date"])]),
        Thresholds = new Thresholds(0, -4, -1, -12, 12),
        Survivorship = [new("*", ["trust", "recency"], "one"), new("phone", ["consensus"], "all")],
    };

    public const string Json =
        """
        {
          "format": "party-hub/bundle/1",
          "name": "small",
          "sources": [
            {"name":"crm","trust":0.9,"halfLife":"P365D"},
            {"name":"web","trust":0.30000000000000004,"halfLife":"PT0S"}
          ],
          "persons": {
            "priorBits": -12.5,
            "calibrationSlope": 1.5,
            "calibrationBits": -0.5,
            "comparisons": [
              {
                "name": "given",
                "levels": [
                  {"name":"exact","m":0.7,"u":0.01,"adjustBits":0},
                  {"name":"near","m":0.2,"u":0.02,"adjustBits":-0.25},
                  {"name":"different","m":0.1,"u":0.97,"adjustBits":0}
                ]
              },
              {
                "name": "date",
                "levels": [
                  {"name":"exact","m":0.9,"u":1E-05,"adjustBits":0},
                  {"name":"different","m":0.1,"u":0.99999,"adjustBits":0}
                ]
              }
            ],
            "alternatives": [
              {
                "name": "household",
                "priorBits": -15,
                "levels": [
                  [0.1,0.1,0.8],
                  [0.001,0.999]
                ]
              }
            ]
          },
          "organisations": {
            "priorBits": -10,
            "calibrationSlope": 1,
            "calibrationBits": 0,
            "comparisons": [
              {
                "name": "organisation",
                "levels": [
                  {"name":"exact","m":0.8,"u":0.001,"adjustBits":0},
                  {"name":"different","m":0.2,"u":0.999,"adjustBits":0}
                ]
              }
            ],
            "alternatives": []
          },
          "blocking": {
            "keyBits": 14,
            "maxBlockRecords": 100,
            "persons": [
              {"name":"names","parts":["given","date"],"minParts":2},
              {"name":"place","parts":["postcode"],"minParts":1}
            ],
            "organisations": [
              {"name":"date","parts":["date"],"minParts":1}
            ]
          },
          "thresholds": {
            "matchBits": 0,
            "reviewBits": -4,
            "averageBits": -1,
            "floorBits": -12,
            "ceilingBits": 12
          },
          "survivorship": [
            {"attribute":"*","rules":["trust","recency"],"keep":"one"},
            {"attribute":"phone","rules":["consensus"],"keep":"all"}
          ],
          "termFrequencies": [
            {
              "attribute": "name.given",
              "records": 1000,
              "duplicates": 0.25,
              "unlistedBits": 9.9,
              "counts": {
                "ann\tb": 31.5,
                "zoe": 2,
                "álvaro": 7
              }
            }
          ]
        }

        """;
}
