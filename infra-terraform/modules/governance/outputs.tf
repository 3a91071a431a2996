output "database" {
  description = "Name of the catalog's database."
  value       = aws_glue_catalog_database.this.name
}

output "columns" {
  description = "Columns of the tables, in their order."
  value       = [for column in local.columns : column.name]
}

output "masked_columns" {
  description = "Columns that analysts do not see."
  value       = var.masked_columns
}
