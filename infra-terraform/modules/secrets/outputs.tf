output "data_key_arn" {
  description = "Key for what AWS services hold."
  value       = aws_kms_key.this["data"].arn
}

output "store_key_arn" {
  description = "Key that wraps the hub's own keys."
  value       = aws_kms_key.this["store"].arn
}

output "kafka_secret_arn" {
  description = "Secret with username and password at the brokers; null where there are none."
  value       = local.kafka_secret_arn
}

output "given_secret_arns" {
  description = "Secrets that people fill, by the environment variable that the hub gets them as."
  value       = { for name, secret in aws_secretsmanager_secret.given : name => secret.arn }
}
