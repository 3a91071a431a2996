output "url" {
  description = "Address of the hub."
  value       = module.hub.url
}

output "dashboard_url" {
  description = "Address of the dashboard."
  value       = module.hub.dashboard_url
}

output "deploy_role_arn" {
  description = "Role that deploying workflows take on."
  value       = module.hub.deploy_role_arn
}

output "deployment" {
  description = "What a deployment needs to know."
  value       = module.hub.deployment
}

output "collector_repository" {
  description = "Repository that the collector's image is pushed to."
  value       = module.hub.collector_repository
}

output "administration" {
  description = "What commands by hand need: cluster, task definition, subnets, security group, connection of the API key."
  value       = module.hub.administration
}

output "buckets" {
  description = "Names of the buckets."
  value       = module.hub.buckets
}

output "alarm_names" {
  description = "Names of all alarms, sorted, without the environment's."
  value       = module.hub.alarm_names
}

output "grafana_url" {
  description = "Address of Grafana; null where there is none."
  value       = module.hub.grafana_url
}
