# One page for those who look at AWS first; the dashboards proper are Grafana's.

locals {
  panels = [
    { title = "Requests", metrics = [["AWS/ApplicationELB", "RequestCount", "LoadBalancer", var.balancer, { stat = "Sum" }]] },
    { title = "Errors", metrics = [
      ["AWS/ApplicationELB", "HTTPCode_Target_5XX_Count", "LoadBalancer", var.balancer, { stat = "Sum" }],
      ["AWS/ApplicationELB", "HTTPCode_ELB_5XX_Count", "LoadBalancer", var.balancer, { stat = "Sum" }],
    ] },
    { title = "Time of an answer (s)", metrics = [for percentile in ["p50", "p99"] : ["AWS/ApplicationELB", "TargetResponseTime", "LoadBalancer", var.balancer, { stat = percentile, label = percentile }]] },
    { title = "Tasks", metrics = [["ECS/ContainerInsights", "RunningTaskCount", "ClusterName", var.cluster_name, "ServiceName", var.service_name, { stat = "Average" }]] },
    { title = "Processor and memory of tasks (%)", metrics = [for metric in ["CPUUtilization", "MemoryUtilization"] : ["AWS/ECS", metric, "ClusterName", var.cluster_name, "ServiceName", var.service_name, { stat = "Average" }]] },
    { title = "Submissions that wait", metrics = [[var.hub_namespace, "party.hub.queue.length", "deployment", var.name, { stat = "Average" }]] },
    { title = "Records and parties", metrics = [for metric in ["party.hub.records", "party.hub.parties"] : [var.hub_namespace, metric, "deployment", var.name, { stat = "Maximum" }]] },
    { title = "Waiting for people", metrics = [for metric in ["party.hub.reviews.open", "party.hub.dead.letters.open"] : [var.hub_namespace, metric, "deployment", var.name, { stat = "Maximum" }]] },
    { title = "Database: processors (%)", metrics = [["AWS/RDS", "CPUUtilization", "DBClusterIdentifier", var.database_id, { stat = "Average" }]] },
    { title = "Database: connections", metrics = [["AWS/RDS", "DatabaseConnections", "DBClusterIdentifier", var.database_id, { stat = "Maximum" }]] },
  ]
}

resource "aws_cloudwatch_dashboard" "this" {
  dashboard_name = var.name

  dashboard_body = jsonencode({
    widgets = [for index, panel in local.panels : {
      type   = "metric"
      x      = (index % 2) * 12
      y      = floor(index / 2) * 6
      width  = 12
      height = 6
      properties = {
        title   = panel.title
        region  = local.region
        view    = "timeSeries"
        period  = 60
        metrics = panel.metrics
      }
    }]
  })
}
