output "cluster_id" {
  description = "Identifier of the cluster, as metrics name it."
  value       = aws_rds_cluster.this.cluster_identifier
}

output "endpoint" {
  description = "Host name of the writer."
  value       = aws_rds_cluster.this.endpoint
}

output "reader_endpoint" {
  description = "Host name of the readers."
  value       = aws_rds_cluster.this.reader_endpoint
}

output "database" {
  description = "Name of the database."
  value       = aws_rds_cluster.this.database_name
}

output "resource_id" {
  description = "What IAM calls the cluster in rights to connect."
  value       = aws_rds_cluster.this.cluster_resource_id
}

output "username" {
  description = "The owner of the tables."
  value       = aws_rds_cluster.this.master_username
}

output "password_secret_arn" {
  description = "Secret whose member `password` is the owner's."
  value       = aws_rds_cluster.this.master_user_secret[0].secret_arn
}
