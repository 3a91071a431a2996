# Buckets: raw (files of the sources), golden (what the hub publishes), dashboard (static pages), logs (who asked the load balancer and the CDN).

data "aws_caller_identity" "here" {}

locals {
  buckets = {
    raw       = { encrypted_by_key = true, keeps_old_versions_days = var.old_version_days }
    golden    = { encrypted_by_key = true, keeps_old_versions_days = var.golden_old_version_days }
    dashboard = { encrypted_by_key = true, keeps_old_versions_days = 30 }
    logs      = { encrypted_by_key = false, keeps_old_versions_days = 1 } # the load balancer cannot write with a key of the account's own
  }

  # Where objects that are read less and less lie more cheaply.
  tiers = {
    raw  = [{ days = 30, class = "STANDARD_IA" }, { days = 90, class = "GLACIER_IR" }]
    logs = [{ days = 30, class = "STANDARD_IA" }]
  }

  ends_after_days = { raw = var.raw_days, logs = var.log_days }
}

resource "aws_s3_bucket" "this" {
  for_each = local.buckets

  bucket        = "${var.name}-${each.key}-${data.aws_caller_identity.here.account_id}"
  force_destroy = var.force_destroy

  tags = contains(["raw", "golden"], each.key) ? { Backup = var.name } : {} # module backup copies what carries it
}

resource "aws_s3_bucket_ownership_controls" "this" {
  for_each = local.buckets

  bucket = aws_s3_bucket.this[each.key].id

  rule {
    object_ownership = each.key == "logs" ? "BucketOwnerPreferred" : "BucketOwnerEnforced" # the CDN delivers its logs with an ACL
  }
}

resource "aws_s3_bucket_public_access_block" "this" {
  for_each = local.buckets

  bucket                  = aws_s3_bucket.this[each.key].id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_versioning" "this" {
  for_each = local.buckets

  bucket = aws_s3_bucket.this[each.key].id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  for_each = local.buckets

  bucket = aws_s3_bucket.this[each.key].id

  rule {
    bucket_key_enabled = each.value.encrypted_by_key

    apply_server_side_encryption_by_default {
      sse_algorithm     = each.value.encrypted_by_key ? "aws:kms" : "AES256"
      kms_master_key_id = each.value.encrypted_by_key ? var.kms_key_arn : null
    }
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "this" {
  for_each = local.buckets

  bucket = aws_s3_bucket.this[each.key].id

  rule {
    id     = "tidy"
    status = "Enabled"

    filter {}

    noncurrent_version_expiration {
      noncurrent_days = each.value.keeps_old_versions_days
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 3
    }
  }

  dynamic "rule" {
    for_each = contains(keys(local.ends_after_days), each.key) ? [local.ends_after_days[each.key]] : []

    content {
      id     = "age"
      status = "Enabled"

      filter {}

      dynamic "transition" {
        for_each = local.tiers[each.key]

        content {
          days          = transition.value.days
          storage_class = transition.value.class
        }
      }

      expiration {
        days = rule.value
      }
    }
  }

  depends_on = [aws_s3_bucket_versioning.this]
}

# News of objects goes to EventBridge, which tells the hub.
resource "aws_s3_bucket_notification" "raw" {
  bucket      = aws_s3_bucket.this["raw"].id
  eventbridge = true
}

resource "aws_s3_bucket_logging" "this" {
  for_each = { for name, bucket in local.buckets : name => bucket if name != "logs" }

  bucket        = aws_s3_bucket.this[each.key].id
  target_bucket = aws_s3_bucket.this["logs"].id
  target_prefix = "buckets/${each.key}/"
}

locals {
  refuse_plain_http = {
    for name in keys(local.buckets) : name => {
      Sid       = "RefusePlainHttp"
      Effect    = "Deny"
      Action    = ["s3:DeleteObject", "s3:GetObject", "s3:ListBucket", "s3:PutObject"]
      Principal = "*" # who denies, denies everybody
      Resource  = [aws_s3_bucket.this[name].arn, "${aws_s3_bucket.this[name].arn}/*"]
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }
  }

  log_writers = {
    Sid       = "LogDelivery"
    Effect    = "Allow"
    Action    = ["s3:PutObject"]
    Principal = { Service = ["logdelivery.elasticloadbalancing.amazonaws.com", "logging.s3.amazonaws.com"] }
    Resource  = ["${aws_s3_bucket.this["logs"].arn}/*"]
    Condition = { StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.here.account_id } }
  }

  cdn_reads = {
    Sid       = "Cdn"
    Effect    = "Allow"
    Action    = ["s3:GetObject"]
    Principal = { Service = "cloudfront.amazonaws.com" }
    Resource  = ["${aws_s3_bucket.this["dashboard"].arn}/*"]
    Condition = { StringEquals = { "aws:SourceArn" = var.cdn_distribution_arn } }
  }
}

resource "aws_s3_bucket_policy" "this" {
  for_each = local.buckets

  bucket = aws_s3_bucket.this[each.key].id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [local.refuse_plain_http[each.key]],
      each.key == "logs" ? [local.log_writers] : [],
      each.key == "dashboard" ? [local.cdn_reads] : [],
    )
  })

  depends_on = [aws_s3_bucket_public_access_block.this]
}
