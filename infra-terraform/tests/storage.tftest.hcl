mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  name                 = "party-test"
  kms_key_arn          = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555"
  cdn_distribution_arn = "arn:aws:cloudfront::123456789012:distribution/E0123456789"
}

run "buckets" {
  module {
    source = "./modules/storage"
  }

  assert {
    condition     = join(",", keys(aws_s3_bucket.this)) == "dashboard,golden,logs,raw" && !anytrue([for bucket in aws_s3_bucket.this : bucket.force_destroy])
    error_message = "There are four buckets, and none is deleted with what it holds."
  }

  assert {
    condition = length(aws_s3_bucket_public_access_block.this) == 4 && alltrue([for block in aws_s3_bucket_public_access_block.this :
    block.block_public_acls && block.block_public_policy && block.ignore_public_acls && block.restrict_public_buckets])
    error_message = "No bucket is public, in any way."
  }

  assert {
    condition     = alltrue([for versioning in aws_s3_bucket_versioning.this : versioning.versioning_configuration[0].status == "Enabled"]) && length(aws_s3_bucket_versioning.this) == 4
    error_message = "What was overwritten can be had back."
  }

  assert {
    condition = alltrue([for name in ["raw", "golden", "dashboard"] :
      one(aws_s3_bucket_server_side_encryption_configuration.this[name].rule).apply_server_side_encryption_by_default[0].sse_algorithm == "aws:kms"
    && one(aws_s3_bucket_server_side_encryption_configuration.this[name].rule).apply_server_side_encryption_by_default[0].kms_master_key_id == var.kms_key_arn])
    error_message = "Objects are encrypted by the key given."
  }

  assert {
    condition     = one(aws_s3_bucket_server_side_encryption_configuration.this["logs"].rule).apply_server_side_encryption_by_default[0].sse_algorithm == "AES256"
    error_message = "Logs are encrypted by S3's own key: the load balancer writes with no other."
  }

  assert {
    condition     = alltrue([for policy in aws_s3_bucket_policy.this : contains([for statement in jsondecode(policy.policy).Statement : statement.Sid], "RefusePlainHttp")])
    error_message = "Nothing is taken or given without TLS."
  }

  assert {
    condition     = one([for statement in jsondecode(aws_s3_bucket_policy.this["dashboard"].policy).Statement : statement.Condition.StringEquals["aws:SourceArn"] if statement.Sid == "Cdn"]) == var.cdn_distribution_arn
    error_message = "One distribution alone reads the pages."
  }

  assert {
    condition     = aws_s3_bucket_notification.raw.eventbridge
    error_message = "News of objects goes to EventBridge."
  }

  assert {
    condition = [for transition in flatten([for rule in aws_s3_bucket_lifecycle_configuration.this["raw"].rule : rule.transition if rule.id == "age"]) :
    "${transition.days} ${transition.storage_class}"] == ["30 STANDARD_IA", "90 GLACIER_IR"]
    error_message = "Files of the sources pass into cheaper tiers."
  }

  assert {
    condition     = [for rule in aws_s3_bucket_lifecycle_configuration.this["golden"].rule : rule.noncurrent_version_expiration[0].noncurrent_days] == [7]
    error_message = "Erased parties leave the golden zone's old versions after a week."
  }

  assert {
    condition     = length(aws_s3_bucket_replication_configuration.this) == 0 && length(aws_iam_role.replication) == 0
    error_message = "Nothing is copied elsewhere unless asked for."
  }
}

run "replicated" {
  module {
    source = "./modules/storage"
  }

  variables {
    replica = { bucket_arn = "arn:aws:s3:::elsewhere", kms_key_arn = "arn:aws:kms:eu-central-1:123456789012:key/66666666-2222-3333-4444-555555555555" }
  }

  assert {
    condition     = join(",", keys(aws_s3_bucket_replication_configuration.this)) == "golden,raw"
    error_message = "Raw and golden zone are copied."
  }

  assert {
    condition = alltrue([for replication in aws_s3_bucket_replication_configuration.this :
    replication.rule[0].destination[0].encryption_configuration[0].replica_kms_key_id == var.replica.kms_key_arn && replication.rule[0].delete_marker_replication[0].status == "Enabled"])
    error_message = "Copies are encrypted by their own key, and deletions copied."
  }
}

run "files_that_end_before_their_tier_are_refused" {
  command = plan

  module {
    source = "./modules/storage"
  }

  variables {
    raw_days = 60
  }

  expect_failures = [var.raw_days]
}
