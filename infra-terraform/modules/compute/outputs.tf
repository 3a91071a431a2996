output "url" {
  description = "Address of the hub."
  value       = "https://${var.domain}"
}

output "cluster_name" {
  description = "Name of the ECS cluster."
  value       = aws_ecs_cluster.this.name
}

output "cluster_arn" {
  description = "ARN of the ECS cluster."
  value       = aws_ecs_cluster.this.arn
}

output "service_name" {
  description = "Name of the ECS service."
  value       = local.service
}

output "service_arn" {
  description = "ARN of the ECS service."
  value       = one(concat(aws_ecs_service.rolling[*].id, aws_ecs_service.blue_green[*].id))
}

output "task_family" {
  description = "Family of the hub's task definitions."
  value       = aws_ecs_task_definition.hub.family
}

output "admin_task_family" {
  description = "Family of the task definition for commands by hand."
  value       = aws_ecs_task_definition.admin.family
}

output "migrate_task_family" {
  description = "Family of the task definition that brings the database's tables up to date."
  value       = aws_ecs_task_definition.migrate.family
}

output "task_role_arns" {
  description = "Roles that task definitions name."
  value       = [aws_iam_role.execution.arn, aws_iam_role.task.arn, aws_iam_role.migrate.arn]
}

output "repository_arns" {
  description = "ARNs of the image repositories, by hub and collector."
  value       = { for name, repository in aws_ecr_repository.this : name => repository.arn }
}

output "repository_urls" {
  description = "Addresses of the image repositories, by hub and collector."
  value       = { for name, repository in aws_ecr_repository.this : name => repository.repository_url }
}

output "hub_security_group_id" {
  description = "Security group of the tasks."
  value       = aws_security_group.hub.id
}

output "balancer_security_group_id" {
  description = "Security group of the load balancer."
  value       = aws_security_group.balancer.id
}

output "balancer_arn" {
  description = "ARN of the load balancer."
  value       = aws_lb.this.arn
}

output "balancer_arn_suffix" {
  description = "The load balancer as metrics name it."
  value       = aws_lb.this.arn_suffix
}

output "target_group_arn_suffix" {
  description = "The target group as metrics name it."
  value       = aws_lb_target_group.this["blue"].arn_suffix
}

output "metric_namespace" {
  description = "Namespace of the hub's own metrics in CloudWatch; their dimension is deployment."
  value       = local.metric_namespace
}

output "cloudwatch_metrics" {
  description = "The hub's metrics that reach CloudWatch, as its meters name them."
  value       = local.cloudwatch_metrics
}

output "codedeploy" {
  description = "Application and group of deployments from blue to green; null where they are rolling."
  value = local.blue_green ? {
    app       = aws_codedeploy_app.this[0].name
    app_arn   = aws_codedeploy_app.this[0].arn
    group     = aws_codedeploy_deployment_group.this[0].deployment_group_name
    group_arn = aws_codedeploy_deployment_group.this[0].arn
  } : null
}
