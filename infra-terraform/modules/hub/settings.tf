# How the hub is started: command, environment, secrets, and the systems that it is connected to.

locals {
  zone          = "landing"
  raw_prefix    = "in/"
  golden_prefix = "live/"
  golden_format = "jsonl"
  pipelines     = { load = "load", quality = "quality", export = "export" }

  silo_port = 11111

  # The hub connects as a user that owns nothing, by IAM: there is no password. The owner's is looked up by the task of the migration alone.
  hub_user       = "party_hub"
  database       = "${local.database_place};Username=${local.hub_user};Password=iam:"
  owned_database = "${local.database_place};Username=${module.database.username};Password=secret:${module.database.password_secret_arn}#password"
  database_place = "Host=${module.database.endpoint};Database=${module.database.database};SSL Mode=${var.database_ca_file == null ? "Require" : "VerifyFull;Root Certificate=${var.database_ca_file}"}"

  # The image of a hub alone is told which command; that of a silo is one.
  # Rules that need Prometheus to ask the hub (`up`) have nothing to look at here, where metrics are sent: tasks-missing and hub-not-ready of
  # CloudWatch see to that. Those of PostgreSQL's exporter and of Prometheus itself are not for here either.
  rules = "${path.module}/../../../grafana/prometheus/rules"
  prometheus_rules = { for name in ["api", "hub", "quality", "sinks", "slo", "streams"] : name => yamlencode({
    groups = [for group in yamldecode(file("${local.rules}/${name}.yml")).groups : merge(group, { rules = [for rule in group.rules : rule if !strcontains(rule.expr, "up{")] })]
  }) }

  command = local.silos ? ["--db", local.database] : ["serve", "--db", local.database]

  migrate = ["migrate", "--db", local.owned_database, "--user", local.hub_user, "--iam"]

  # A silo finds its address by itself, and the others in the database.
  silo_environment = {
    PARTY_SERVE__CLUSTER__ID         = local.name
    PARTY_SERVE__CLUSTER__SERVICE_ID = local.name
    PARTY_SERVE__CLUSTER__SILO_PORT  = tostring(local.silo_port)
  }

  hub_environment = merge({
    PARTY_KEYS                             = "aws-kms:${module.secrets.store_key_arn}"
    PARTY_SERVE__HUB__NAME                 = local.name
    PARTY_SERVE__CONNECTIONS__FILE         = jsonencode(local.connections)
    PARTY_SERVE__SECURITY__AUTHORITY       = var.authority
    PARTY_SERVE__SECURITY__AUDIENCE        = var.audience
    PARTY_SERVE__SECURITY__REQUIRE_PURPOSE = var.values.protected ? "yes" : "no"
    PARTY_SERVE__SECURITY__CORS_ORIGINS    = "https://${var.dashboard_domain}"
    PARTY_SERVE__BACKUP__WITHIN            = "0ms" # backups are the database's and AWS Backup's, with alarms of their own
    PARTY_SERVE__RETENTION__INTERVAL       = "1d"
    PARTY_SERVE__TELEMETRY__TRACE_RATIO    = tostring(var.values.trace_ratio)
  }, { for name, value in local.silo_environment : name => value if local.silos }, var.extra_settings)

  # The brokers' user goes into the connections below.
  hub_secrets = merge(
    local.streams ? { KAFKA_USERNAME = "${module.secrets.kafka_secret_arn}:username::", KAFKA_PASSWORD = "${module.secrets.kafka_secret_arn}:password::" } : {},
    module.secrets.given_secret_arns,
  )

  connections = {
    format = "party-hub/connections/1"

    zones = [{
      name        = local.zone
      location    = "s3://${module.storage.bucket_names["raw"]}/${local.raw_prefix}"
      source_from = "first-folder"
      poll        = "15m" # news of objects comes at once; this is for news that got lost
    }]

    streams = local.streams ? [for stream in var.streams : {
      name    = stream.name
      brokers = module.streaming[0].bootstrap_brokers
      topics  = stream.topics
      settings = {
        "security.protocol" = "SASL_SSL"
        "sasl.mechanism"    = "SCRAM-SHA-512"
        "sasl.username"     = "$${env:KAFKA_USERNAME}"
        "sasl.password"     = "$${env:KAFKA_PASSWORD}"
      }
    }] : []

    sinks = concat(
      [{ name = "lake", type = "golden-zone", location = "s3://${module.storage.bucket_names["golden"]}/${local.golden_prefix}", values = "clear", format = local.golden_format }],
      [for secret in sort(keys(var.webhooks)) : { name = var.webhooks[secret].name, type = "webhook", url = var.webhooks[secret].url, secret = "$${env:${secret}}" }],
    )

    # Started by the daily run (module orchestration), so they have no schedule of their own.
    pipelines = [
      {
        name        = local.pipelines.load
        description = "Takes in what lies in the landing zone, and waits until it is resolved"
        concurrency = "queue"
        steps = [
          { name = "ingest", kind = "ingest", zone = local.zone },
          { name = "master", kind = "master", after = ["ingest"] },
        ]
      },
      {
        name        = local.pipelines.quality
        description = "Holds what the hub holds against expectations"
        concurrency = "queue"
        steps       = [{ name = "quality", kind = "quality", expectations = var.expectations, on_failure = "warn" }]
      },
      {
        name        = local.pipelines.export
        description = "Writes the golden zone of the day, masked, beside the live one"
        concurrency = "queue"
        steps       = [{ name = "golden-zone", kind = "export", what = "golden-zone", location = "s3://${module.storage.bucket_names["golden"]}/daily/", values = "masked" }]
      },
    ]
  }
}
