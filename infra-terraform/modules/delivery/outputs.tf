output "deploy_role_arn" {
  description = "Role that workflows take on."
  value       = aws_iam_role.deploy.arn
}
