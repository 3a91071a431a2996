output "bucket_names" {
  description = "Names of the buckets, by raw, golden, dashboard, logs."
  value       = { for name, bucket in aws_s3_bucket.this : name => bucket.bucket }
}

output "bucket_arns" {
  description = "ARNs of the buckets, by raw, golden, dashboard, logs."
  value       = { for name, bucket in aws_s3_bucket.this : name => bucket.arn }
}

output "dashboard_domain" {
  description = "Regional host name of the dashboard's bucket, as the CDN's origin."
  value       = aws_s3_bucket.this["dashboard"].bucket_regional_domain_name
}
