output "values" {
  description = "The environment's column of the table."
  value       = { for name, row in local.table : name => row[index(local.environments, var.environment)] }
}
