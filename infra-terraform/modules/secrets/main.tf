# Keys and secrets. The key `data` encrypts what AWS services hold (database, buckets, topics, logs); the key `store` wraps the hub's own keys,
# so that a copy of the database alone cannot be read.

data "aws_caller_identity" "here" {}
data "aws_partition" "here" {}
data "aws_region" "here" {}

locals {
  account_root = "arn:${data.aws_partition.here.partition}:iam::${data.aws_caller_identity.here.account_id}:root"
  log_groups   = "arn:${data.aws_partition.here.partition}:logs:${data.aws_region.here.name}:${data.aws_caller_identity.here.account_id}:log-group:*"

  administration = [
    "kms:CancelKeyDeletion", "kms:CreateAlias", "kms:CreateGrant", "kms:Decrypt", "kms:DeleteAlias", "kms:DescribeKey", "kms:DisableKey",
    "kms:DisableKeyRotation", "kms:EnableKey", "kms:EnableKeyRotation", "kms:Encrypt", "kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlaintext",
    "kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:ListAliases", "kms:ListGrants", "kms:ListKeyPolicies", "kms:ListKeyRotations",
    "kms:ListResourceTags", "kms:PutKeyPolicy", "kms:ReEncryptFrom", "kms:ReEncryptTo", "kms:RetireGrant", "kms:RevokeGrant", "kms:RotateKeyOnDemand",
    "kms:ScheduleKeyDeletion", "kms:TagResource", "kms:UntagResource", "kms:UpdateAlias", "kms:UpdateKeyDescription",
  ]

  # Lets the account's own policies speak for the key; without it nobody could mend this policy.
  account_statement = {
    Sid       = "Account"
    Effect    = "Allow"
    Action    = local.administration
    Principal = { AWS = local.account_root }
    Resource  = "*" # in a key's policy this is the key itself
  }

  # Services that encrypt by the key for themselves: messages of alarms, budgets and events, dead-letter queues.
  service_statement = {
    Sid       = "Services"
    Effect    = "Allow"
    Action    = ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey"]
    Principal = { Service = ["aps.amazonaws.com", "budgets.amazonaws.com", "cloudwatch.amazonaws.com", "events.amazonaws.com", "scheduler.amazonaws.com", "sns.amazonaws.com"] }
    Resource  = "*" # in a key's policy this is the key itself
    Condition = { StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.here.account_id } }
  }

  # The CDN reads the dashboard's pages.
  cdn_statement = {
    Sid       = "Cdn"
    Effect    = "Allow"
    Action    = ["kms:Decrypt"]
    Principal = { Service = "cloudfront.amazonaws.com" }
    Resource  = "*" # in a key's policy this is the key itself
    Condition = { ArnLike = { "aws:SourceArn" = "arn:${data.aws_partition.here.partition}:cloudfront::${data.aws_caller_identity.here.account_id}:distribution/*" } }
  }

  log_statement = {
    Sid       = "Logs"
    Effect    = "Allow"
    Action    = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey", "kms:ReEncryptFrom", "kms:ReEncryptTo"]
    Principal = { Service = "logs.${data.aws_region.here.name}.amazonaws.com" }
    Resource  = "*" # in a key's policy this is the key itself
    Condition = { ArnLike = { "kms:EncryptionContext:aws:logs:arn" = local.log_groups } }
  }

  keys = {
    data  = { description = "What AWS services hold for the hub", statements = [local.account_statement, local.service_statement, local.cdn_statement, local.log_statement] }
    store = { description = "Wraps the keys that the hub encrypts its store by", statements = [local.account_statement] }
  }
}

resource "aws_kms_key" "this" {
  for_each = local.keys

  description             = "${var.name}: ${each.value.description}"
  enable_key_rotation     = true
  rotation_period_in_days = 365
  deletion_window_in_days = var.key_deletion_days

  policy = jsonencode({ Version = "2012-10-17", Statement = each.value.statements })
}

resource "aws_kms_alias" "this" {
  for_each = local.keys

  name          = "alias/${var.name}-${each.key}"
  target_key_id = aws_kms_key.this[each.key].key_id
}

# The hub's user of the brokers. CloudFormation has Secrets Manager make the first password, so that Terraform never sees it; later ones are the
# rotation's. MSK takes a new one over by itself; it wants this prefix and a key of the account's own.
resource "aws_cloudformation_stack" "kafka" {
  count = var.with_kafka ? 1 : 0

  name = "${var.name}-kafka-user"

  template_body = jsonencode({
    AWSTemplateFormatVersion = "2010-09-09"
    Description              = "User and password of the hub at the brokers"
    Resources = {
      Secret = {
        Type                = "AWS::SecretsManager::Secret"
        DeletionPolicy      = "Delete"
        UpdateReplacePolicy = "Retain"
        Properties = {
          Name        = "AmazonMSK_${var.name}_hub"
          Description = "User and password of the hub at the brokers (SCRAM)"
          KmsKeyId    = aws_kms_key.this["data"].arn
          GenerateSecretString = {
            SecretStringTemplate = jsonencode({ username = "hub" })
            GenerateStringKey    = "password"
            PasswordLength       = 40
            ExcludePunctuation   = true
          }
        }
      }
    }
    Outputs = { SecretArn = { Value = { Ref = "Secret" } } }
  })
}

locals {
  kafka_secret_arn = one(aws_cloudformation_stack.kafka[*].outputs["SecretArn"])
}

# Secrets of the hub that people bring, such as those of webhooks: made empty here, filled with `aws secretsmanager put-secret-value`.
resource "aws_secretsmanager_secret" "given" {
  for_each = toset(var.given_secrets)

  name                    = "${var.name}/${each.key}"
  description             = "Given to the hub as the environment variable ${each.key}"
  kms_key_id              = aws_kms_key.this["data"].arn
  recovery_window_in_days = 30
}
