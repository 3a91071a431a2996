# Alarms and who is told of them, managed Prometheus and Grafana. An alarm of severity page wakes somebody; notice waits for the morning.

data "aws_caller_identity" "here" {}
data "aws_partition" "here" {}
data "aws_region" "here" {}

locals {
  region  = data.aws_region.here.name
  account = data.aws_caller_identity.here.account_id
}

resource "aws_sns_topic" "this" {
  for_each = { page = "Wakes somebody", notice = "Waits for the morning" }

  name              = "${var.name}-${each.key}"
  display_name      = "${var.name}: ${each.value}"
  kms_master_key_id = var.kms_key_arn
}

resource "aws_sns_topic_policy" "this" {
  for_each = aws_sns_topic.this

  arn = each.value.arn

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "Alarms"
      Effect    = "Allow"
      Action    = ["sns:Publish"]
      Principal = { Service = ["aps.amazonaws.com", "budgets.amazonaws.com", "cloudwatch.amazonaws.com"] }
      Resource  = [each.value.arn]
      Condition = { StringEquals = { "aws:SourceAccount" = local.account } }
    }]
  })
}

# PagerDuty's address holds the integration's key, so it is sensitive.
resource "aws_sns_topic_subscription" "pagerduty" {
  count = var.pagerduty_url == null ? 0 : 1

  topic_arn              = aws_sns_topic.this["page"].arn
  protocol               = "https"
  endpoint               = var.pagerduty_url
  endpoint_auto_confirms = true
}

resource "aws_sns_topic_subscription" "email" {
  for_each = toset(var.notice_emails)

  topic_arn = aws_sns_topic.this["notice"].arn
  protocol  = "email"
  endpoint  = each.key
}

resource "aws_iam_role" "slack" {
  count = var.slack == null ? 0 : 1

  name = "${var.name}-slack"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = ["sts:AssumeRole"]
      Principal = { Service = "chatbot.amazonaws.com" }
      Condition = { StringEquals = { "aws:SourceAccount" = local.account } }
    }]
  })
}

# Lets messages show the graph of an alarm, and nothing be done from the channel.
resource "aws_iam_role_policy" "slack" {
  count = var.slack == null ? 0 : 1

  name = "show-alarms"
  role = aws_iam_role.slack[0].id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["cloudwatch:DescribeAlarms", "cloudwatch:GetMetricData", "cloudwatch:GetMetricWidgetImage"]
      Resource = ["*"] # reading metrics has no resource
    }]
  })
}

resource "aws_chatbot_slack_channel_configuration" "this" {
  count = var.slack == null ? 0 : 1

  configuration_name          = var.name
  slack_team_id               = var.slack.team_id
  slack_channel_id            = var.slack.channel_id
  iam_role_arn                = aws_iam_role.slack[0].arn
  sns_topic_arns              = [for topic in aws_sns_topic.this : topic.arn]
  guardrail_policy_arns       = ["arn:${data.aws_partition.here.partition}:iam::aws:policy/CloudWatchReadOnlyAccess"]
  user_authorization_required = true
  logging_level               = "ERROR"
}

resource "aws_prometheus_workspace" "this" {
  alias       = var.name
  kms_key_arn = var.kms_key_arn

  logging_configuration {
    log_group_arn = "${aws_cloudwatch_log_group.prometheus.arn}:*"
  }
}

resource "aws_cloudwatch_log_group" "prometheus" {
  name              = "/aws/vendedlogs/prometheus/${var.name}"
  retention_in_days = 30
  kms_key_id        = var.kms_key_arn
}

# Rules are files of the project, the same that a Prometheus of one's own takes.
resource "aws_prometheus_rule_group_namespace" "this" {
  for_each = var.prometheus_rules

  workspace_id = aws_prometheus_workspace.this.id
  name         = each.key
  data         = each.value
}

# What its alerts are sent to: the same topics, by their label severity.
resource "aws_prometheus_alert_manager_definition" "this" {
  count = length(var.prometheus_rules) == 0 ? 0 : 1

  workspace_id = aws_prometheus_workspace.this.id

  definition = yamlencode({
    alertmanager_config = yamlencode({
      route = {
        receiver        = "notice"
        group_by        = ["alertname"]
        group_wait      = "30s"
        group_interval  = "5m"
        repeat_interval = "4h"
        routes          = [{ receiver = "page", matchers = ["severity=~\"page|critical\""] }]
      }
      receivers = [for name in ["page", "notice"] : {
        name = name
        sns_configs = [{
          topic_arn = aws_sns_topic.this[name].arn
          sigv4     = { region = local.region }
          subject   = "${var.name}: {{ .CommonLabels.alertname }}"
        }]
      }]
    })
  })

  depends_on = [aws_sns_topic_policy.this]
}

resource "aws_grafana_workspace" "this" {
  count = var.with_grafana ? 1 : 0

  name                     = var.name
  description              = "Dashboards of the hub"
  account_access_type      = "CURRENT_ACCOUNT"
  authentication_providers = ["AWS_SSO"]
  permission_type          = "CUSTOMER_MANAGED"
  data_sources             = ["CLOUDWATCH", "PROMETHEUS"]
  role_arn                 = aws_iam_role.grafana[0].arn
}

resource "aws_iam_role" "grafana" {
  count = var.with_grafana ? 1 : 0

  name = "${var.name}-grafana"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = ["sts:AssumeRole"]
      Principal = { Service = "grafana.amazonaws.com" }
      Condition = { StringEquals = { "aws:SourceAccount" = local.account } }
    }]
  })
}

resource "aws_iam_role_policy" "grafana" {
  count = var.with_grafana ? 1 : 0

  name = "read-metrics"
  role = aws_iam_role.grafana[0].id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["aps:DescribeWorkspace", "aps:GetLabels", "aps:GetMetricMetadata", "aps:GetSeries", "aps:QueryMetrics"]
        Resource = [aws_prometheus_workspace.this.arn]
      },
      {
        Effect   = "Allow"
        Action   = ["aps:ListWorkspaces", "cloudwatch:DescribeAlarmsForMetric", "cloudwatch:GetMetricData", "cloudwatch:ListMetrics", "ec2:DescribeRegions", "tag:GetResources"]
        Resource = ["*"] # these actions have no resource
      },
    ]
  })
}
