output "bucket" {
  description = "Bucket of the states."
  value       = aws_s3_bucket.state.bucket
}

output "kms_key_arn" {
  description = "Key of the states."
  value       = aws_kms_key.state.arn
}
