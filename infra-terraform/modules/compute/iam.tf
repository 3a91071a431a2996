# Three roles: `execution` starts tasks (images, logs, secrets), `task` is what the hub itself may do, `migrate` what changes the tables.

locals {
  ecs_tasks = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = ["sts:AssumeRole"]
      Principal = { Service = "ecs-tasks.amazonaws.com" }
      Condition = {
        StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.here.account_id }
        ArnLike      = { "aws:SourceArn" = "arn:${data.aws_partition.here.partition}:ecs:${local.region}:${data.aws_caller_identity.here.account_id}:*" }
      }
    }]
  })

  # An ECS reference may go on behind the ARN of the secret with the name of a member, a stage and a version.
  secret_arns = sort(distinct([for reference in values(var.secrets) : join(":", slice(split(":", reference), 0, 7))]))
}

resource "aws_iam_role" "execution" {
  name               = "${var.name}-execution"
  assume_role_policy = local.ecs_tasks
}

# A policy of its own, since there may be no secrets and a statement needs a resource.
resource "aws_iam_role_policy" "execution_secrets" {
  count = length(var.secrets) > 0 ? 1 : 0

  name = "read-secrets"
  role = aws_iam_role.execution.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "Secrets"
        Effect   = "Allow"
        Action   = ["secretsmanager:GetSecretValue"]
        Resource = local.secret_arns
      },
      {
        Sid       = "SecretsKey"
        Effect    = "Allow"
        Action    = ["kms:Decrypt"]
        Resource  = [var.kms_key_arn]
        Condition = { StringEquals = { "kms:ViaService" = "secretsmanager.${local.region}.amazonaws.com" } }
      },
    ]
  })
}

resource "aws_iam_role_policy" "execution" {
  name = "start-tasks"
  role = aws_iam_role.execution.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "ImageLogin"
        Effect   = "Allow"
        Action   = ["ecr:GetAuthorizationToken"]
        Resource = ["*"] # the action has no resource
      },
      {
        Sid      = "Images"
        Effect   = "Allow"
        Action   = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
        Resource = [for repository in aws_ecr_repository.this : repository.arn]
      },
      {
        Sid      = "Logs"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = [for group in aws_cloudwatch_log_group.this : "${group.arn}:*"]
      },
    ]
  })
}

resource "aws_iam_role" "task" {
  name               = "${var.name}-task"
  assume_role_policy = local.ecs_tasks
}

resource "aws_iam_role_policy" "task" {
  name = "hub"
  role = aws_iam_role.task.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "ListBuckets"
        Effect   = "Allow"
        Action   = ["s3:ListBucket"]
        Resource = [var.raw_bucket_arn, var.golden_bucket_arn]
      },
      {
        Sid      = "ReadRaw"
        Effect   = "Allow"
        Action   = ["s3:GetObject"]
        Resource = ["${var.raw_bucket_arn}/*"]
      },
      {
        Sid      = "WriteGolden"
        Effect   = "Allow"
        Action   = ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:PutObject"]
        Resource = ["${var.golden_bucket_arn}/*"]
      },
      {
        Sid       = "BucketKey"
        Effect    = "Allow"
        Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource  = [var.kms_key_arn]
        Condition = { StringEquals = { "kms:ViaService" = "s3.${local.region}.amazonaws.com" } }
      },
      {
        Sid       = "StoreKey"
        Effect    = "Allow"
        Action    = ["kms:Decrypt", "kms:Encrypt"]
        Resource  = [var.store_key_arn]
        Condition = { StringEquals = { "kms:EncryptionContext:purpose" = "party-store-key" } }
      },
      {
        Sid      = "LookAtStoreKey"
        Effect   = "Allow"
        Action   = ["kms:DescribeKey"]
        Resource = [var.store_key_arn]
      },
      {
        Sid      = "Database"
        Effect   = "Allow"
        Action   = ["rds-db:connect"]
        Resource = [var.database_user_arn]
      },
      {
        Sid      = "Metrics"
        Effect   = "Allow"
        Action   = ["aps:RemoteWrite"]
        Resource = [var.prometheus_workspace_arn]
      },
      {
        Sid      = "MetricsLog"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]
        Resource = ["${aws_cloudwatch_log_group.this["metrics"].arn}:*"]
      },
      {
        Sid      = "Traces"
        Effect   = "Allow"
        Action   = ["xray:GetSamplingRules", "xray:GetSamplingTargets", "xray:PutTelemetryRecords", "xray:PutTraceSegments"]
        Resource = ["*"] # these actions have no resource
      },
    ]
  })
}

# What changes the database's tables reads their owner's password, and may do nothing else.
resource "aws_iam_role" "migrate" {
  name               = "${var.name}-migrate"
  assume_role_policy = local.ecs_tasks
}

resource "aws_iam_role_policy" "migrate" {
  name = "migrate"
  role = aws_iam_role.migrate.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "OwnersPassword"
        Effect   = "Allow"
        Action   = ["secretsmanager:GetSecretValue"]
        Resource = [var.owner_secret_arn]
      },
      {
        Sid       = "OwnersPasswordKey"
        Effect    = "Allow"
        Action    = ["kms:Decrypt"]
        Resource  = [var.kms_key_arn]
        Condition = { StringEquals = { "kms:ViaService" = "secretsmanager.${local.region}.amazonaws.com" } }
      },
    ]
  })
}
