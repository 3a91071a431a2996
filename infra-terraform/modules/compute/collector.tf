# Metrics and traces leave the hub by OTLP to a collector beside it, which hands all metrics to the managed Prometheus, the few that alarms
# and scaling need to CloudWatch, and traces to X-Ray.

locals {
  metric_namespace = "PartyHub"

  # As the hub's meters name them.
  cloudwatch_metrics = [
    "party.hub.ready", "party.hub.queue.length", "party.hub.records", "party.hub.parties", "party.hub.store.commit.failures",
    "party.hub.dead.letters.open", "party.hub.dead.letters.age", "party.hub.reviews.open", "party.hub.stream.lag", "party.hub.sink.lag.duration", "party.hub.sink.disabled",
    "party.quality.state", "party.pipeline.deadlines.missed",
  ]

  collector_config = yamlencode({
    receivers = { otlp = { protocols = { grpc = { endpoint = "127.0.0.1:4317" } } } }
    processors = {
      memory_limiter          = { check_interval = "1s", limit_mib = 256 }
      batch                   = { timeout = "15s" }
      "attributes/deployment" = { actions = [{ key = "deployment", value = var.name, action = "insert" }] }
    }
    exporters = {
      prometheusremotewrite = {
        endpoint                         = "${var.prometheus_endpoint}api/v1/remote_write"
        auth                             = { authenticator = "sigv4auth" }
        resource_to_telemetry_conversion = { enabled = true }
      }
      awsemf = {
        namespace               = local.metric_namespace
        log_group_name          = aws_cloudwatch_log_group.this["metrics"].name
        log_stream_name         = "{TaskId}"
        region                  = local.region
        dimension_rollup_option = "NoDimensionRollup"
        metric_declarations = [{
          dimensions            = [["deployment"]]
          metric_name_selectors = [for metric in local.cloudwatch_metrics : "^${replace(metric, ".", "\\.")}$"]
        }]
      }
      awsxray = { region = local.region }
    }
    extensions = { sigv4auth = { region = local.region, service = "aps" } }
    service = {
      extensions = ["sigv4auth"]
      telemetry  = { logs = { level = "warn" } }
      pipelines = {
        "metrics/prometheus" = { receivers = ["otlp"], processors = ["memory_limiter", "attributes/deployment", "batch"], exporters = ["prometheusremotewrite"] }
        "metrics/cloudwatch" = { receivers = ["otlp"], processors = ["memory_limiter", "attributes/deployment", "batch"], exporters = ["awsemf"] }
        traces               = { receivers = ["otlp"], processors = ["memory_limiter", "attributes/deployment", "batch"], exporters = ["awsxray"] }
      }
    }
  })
}
