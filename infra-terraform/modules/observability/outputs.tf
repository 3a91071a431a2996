output "page_topic_arn" {
  description = "Topic that wakes somebody."
  value       = aws_sns_topic.this["page"].arn
}

output "notice_topic_arn" {
  description = "Topic that waits for the morning."
  value       = aws_sns_topic.this["notice"].arn
}

output "alarm_names" {
  description = "Names of all alarms, sorted, without the environment's."
  value       = sort(keys(local.alarms))
}

output "alarm_metrics" {
  description = "The hub's own metrics that alarms look at, sorted."
  value       = sort(distinct([for alarm in values(local.alarms) : alarm.metric if alarm.namespace == var.hub_namespace]))
}

output "prometheus_endpoint" {
  description = "Address of the managed Prometheus, ending in a slash."
  value       = aws_prometheus_workspace.this.prometheus_endpoint
}

output "prometheus_workspace_arn" {
  description = "ARN of the managed Prometheus."
  value       = aws_prometheus_workspace.this.arn
}

output "grafana_url" {
  description = "Address of Grafana; null where there is none."
  value       = one(aws_grafana_workspace.this[*].endpoint)
}
