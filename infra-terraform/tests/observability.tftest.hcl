mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  backup_vault      = "party-test"
  name              = "party-test"
  kms_key_arn       = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555"
  pages             = true
  pagerduty_url     = "https://events.example.com/integration/key/enqueue"
  slack             = { team_id = "T0123456789", channel_id = "C0123456789" }
  runbook_url       = "https://example.com/runbooks"
  balancer          = "app/balancer/0123456789abcdef"
  cluster_name      = "party-test"
  service_name      = "party-test-hub"
  least_tasks       = 2
  database_id       = "party-test"
  with_readers      = true
  kafka_cluster     = "party-test"
  state_machine_arn = "arn:aws:states:eu-west-1:123456789012:stateMachine:party-test-daily"
  undelivered_queue = "party-test-undelivered"
  hub_namespace     = "PartyHub"
  with_grafana      = true
  prometheus_rules  = { hub = "groups: []" }
}

run "paged" {
  module {
    source = "./modules/observability"
  }

  assert {
    condition     = alltrue([for topic in aws_sns_topic.this : topic.kms_master_key_id == var.kms_key_arn])
    error_message = "Messages are encrypted."
  }

  assert {
    condition = alltrue([for name, alarm in aws_cloudwatch_metric_alarm.this :
    strcontains(alarm.alarm_description, "https://example.com/runbooks#${name}") && length(alarm.alarm_actions) == 1 && length(alarm.ok_actions) == 1])
    error_message = "Every alarm tells somebody, when it begins and when it ends, and names its runbook."
  }

  assert {
    condition     = alltrue([for name, alarm in aws_cloudwatch_metric_alarm.this : contains(["breaching", "notBreaching"], alarm.treat_missing_data)])
    error_message = "Every alarm says what silence means."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["hub-not-ready"].treat_missing_data == "breaching" && aws_cloudwatch_metric_alarm.this["tasks-missing"].threshold == 2
    error_message = "A hub that tells nothing is not ready."
  }

  assert {
    condition     = aws_sns_topic_subscription.pagerduty[0].protocol == "https" && length(aws_chatbot_slack_channel_configuration.this[0].sns_topic_arns) > 0
    error_message = "PagerDuty and Slack are told."
  }

  assert {
    condition     = aws_prometheus_workspace.this.kms_key_arn == var.kms_key_arn && aws_prometheus_rule_group_namespace.this["hub"].data == "groups: []"
    error_message = "Metrics are encrypted, and rules are the project's."
  }

  assert {
    condition     = aws_grafana_workspace.this[0].permission_type == "CUSTOMER_MANAGED" && length(jsondecode(aws_cloudwatch_dashboard.this.dashboard_body).widgets) == 10
    error_message = "Dashboards are there, by a role of their own."
  }
}

run "nobody_told" {
  module {
    source = "./modules/observability"
  }

  variables {
    pages            = false
    pagerduty_url    = null
    slack            = null
    with_grafana     = false
    with_readers     = false
    kafka_cluster    = null
    prometheus_rules = {}
  }

  assert {
    condition     = length(aws_sns_topic_subscription.pagerduty) + length(aws_chatbot_slack_channel_configuration.this) + length(aws_grafana_workspace.this) + length(aws_prometheus_alert_manager_definition.this) == 0
    error_message = "What is not given is not made."
  }

  assert {
    condition     = !contains(keys(aws_cloudwatch_metric_alarm.this), "readers-behind") && !contains(keys(aws_cloudwatch_metric_alarm.this), "brokers-offline")
    error_message = "What is not there has no alarms."
  }
}
