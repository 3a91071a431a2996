output "url" {
  description = "Address of the hub."
  value       = module.compute.url
}

output "dashboard_url" {
  description = "Address of the dashboard."
  value       = module.cdn.url
}

output "deploy_role_arn" {
  description = "Role that deploying workflows take on."
  value       = module.delivery.deploy_role_arn
}

output "deployment" {
  description = "What a deployment needs to know."
  value = {
    cluster          = module.compute.cluster_name
    service          = module.compute.service_name
    task_family      = module.compute.task_family
    image_repository = module.compute.repository_urls["hub"]
    dashboard_bucket = module.storage.bucket_names["dashboard"]
    distribution_id  = module.cdn.distribution_id
    migrate_family   = module.compute.migrate_task_family
    network          = jsonencode({ awsvpcConfiguration = { subnets = module.network.private_subnet_ids, securityGroups = [module.compute.hub_security_group_id], assignPublicIp = "DISABLED" } })
    codedeploy_app   = try(module.compute.codedeploy.app, null)
    codedeploy_group = try(module.compute.codedeploy.group, null)
  }
}

output "collector_repository" {
  description = "Repository that the collector's image is pushed to."
  value       = module.compute.repository_urls["collector"]
}

output "administration" {
  description = "What commands by hand need: cluster, task definition, subnets, security group, connection of the API key."
  value = {
    cluster         = module.compute.cluster_name
    task_family     = module.compute.admin_task_family
    subnets         = module.network.private_subnet_ids
    security_group  = module.compute.hub_security_group_id
    database        = local.database
    connection_name = module.orchestration.connection_name
  }
}

output "buckets" {
  description = "Names of the buckets."
  value       = module.storage.bucket_names
}

output "alarm_names" {
  description = "Names of all alarms, sorted, without the environment's."
  value       = module.observability.alarm_names
}

output "grafana_url" {
  description = "Address of Grafana; null where there is none."
  value       = module.observability.grafana_url
}
