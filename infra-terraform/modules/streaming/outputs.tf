output "cluster_name" {
  description = "Name of the cluster, as metrics name it."
  value       = aws_msk_cluster.this.cluster_name
}

output "cluster_arn" {
  description = "ARN of the cluster."
  value       = aws_msk_cluster.this.arn
}

output "bootstrap_brokers" {
  description = "Brokers for SCRAM over TLS, host:port separated by commas."
  value       = aws_msk_cluster.this.bootstrap_brokers_sasl_scram
}

output "bootstrap_brokers_iam" {
  description = "Brokers for IAM over TLS, host:port separated by commas."
  value       = aws_msk_cluster.this.bootstrap_brokers_sasl_iam
}
