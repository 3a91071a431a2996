# Rotation of the brokers' password: a function of Secrets Manager's four steps. CloudFormation packs its text, so that no archive has to be
# built beside Terraform.

locals {
  function_name = "${var.name}-rotate-kafka"
  function_arn  = "arn:${data.aws_partition.here.partition}:lambda:${data.aws_region.here.name}:${data.aws_caller_identity.here.account_id}:function:${local.function_name}"
}

resource "aws_iam_role" "rotation" {
  count = var.with_kafka ? 1 : 0

  name = local.function_name

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = ["sts:AssumeRole"]
      Principal = { Service = "lambda.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy" "rotation" {
  count = var.with_kafka ? 1 : 0

  name = "rotate"
  role = aws_iam_role.rotation[0].id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Action = [
          "secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue", "secretsmanager:UpdateSecretVersionStage",
        ]
        Resource = [local.kafka_secret_arn]
      },
      {
        Effect   = "Allow"
        Action   = ["secretsmanager:GetRandomPassword"]
        Resource = ["*"] # the action has no resource: it makes a random text
      },
      {
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource = [aws_kms_key.this["data"].arn]
      },
      {
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = ["${aws_cloudwatch_log_group.rotation[0].arn}:*"]
      },
    ]
  })
}

resource "aws_cloudwatch_log_group" "rotation" {
  count = var.with_kafka ? 1 : 0

  name              = "/aws/lambda/${local.function_name}"
  retention_in_days = var.log_days
  kms_key_id        = aws_kms_key.this["data"].arn
}

resource "aws_cloudformation_stack" "rotation" {
  count = var.with_kafka ? 1 : 0

  name = local.function_name

  template_body = jsonencode({
    AWSTemplateFormatVersion = "2010-09-09"
    Description              = "Rotates the password of the hub at the brokers"
    Resources = {
      Function = {
        Type = "AWS::Lambda::Function"
        Properties = {
          FunctionName  = local.function_name
          Runtime       = "python3.13"
          Architectures = ["arm64"]
          Handler       = "index.handler"
          Role          = aws_iam_role.rotation[0].arn
          Timeout       = 30
          Code          = { ZipFile = file("${path.module}/rotation/index.py") }
        }
      }
    }
  })

  depends_on = [aws_iam_role_policy.rotation, aws_cloudwatch_log_group.rotation]
}

resource "aws_lambda_permission" "rotation" {
  count = var.with_kafka ? 1 : 0

  statement_id   = "secrets-manager"
  action         = "lambda:InvokeFunction"
  function_name  = local.function_arn
  principal      = "secretsmanager.amazonaws.com"
  source_account = data.aws_caller_identity.here.account_id
  source_arn     = local.kafka_secret_arn

  depends_on = [aws_cloudformation_stack.rotation]
}

resource "aws_secretsmanager_secret_rotation" "kafka" {
  count = var.with_kafka ? 1 : 0

  secret_id           = local.kafka_secret_arn
  rotation_lambda_arn = local.function_arn
  rotate_immediately  = false

  rotation_rules {
    automatically_after_days = var.rotation_days
  }

  depends_on = [aws_lambda_permission.rotation]
}
