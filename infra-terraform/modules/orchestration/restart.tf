# Tasks get the brokers' password when they start, so they are started anew, one by one, when it was rotated; the database's they look up
# themselves. CloudTrail tells of rotations.

locals {
  restarts = length(var.rotated_secret_arns) > 0 ? 1 : 0

  patience = [{ ErrorEquals = ["States.ALL"], IntervalSeconds = 30, BackoffRate = 2, MaxAttempts = 5, JitterStrategy = "FULL" }]

  # A service that CodeDeploy deploys takes no new deployment from here: its tasks are stopped one after the other, and replaced by the service.
  restart = {
    "Restart" = jsondecode(jsonencode({
      Type       = "Task"
      Resource   = "${local.arn}:states:::aws-sdk:ecs:updateService"
      Parameters = { Cluster = var.cluster_name, Service = var.service_name, ForceNewDeployment = true }
      Retry      = local.patience
      ResultPath = null
      End        = true
    }))
    "List" = jsondecode(jsonencode({
      Type       = "Task"
      Resource   = "${local.arn}:states:::aws-sdk:ecs:listTasks"
      Parameters = { Cluster = var.cluster_name, ServiceName = var.service_name }
      Retry      = local.patience
      Next       = "Each"
    }))
    "Each" = jsondecode(jsonencode({
      Type           = "Map"
      ItemsPath      = "$.TaskArns"
      MaxConcurrency = 1
      ResultPath     = null
      End            = true
      ItemProcessor = {
        ProcessorConfig = { Mode = "INLINE" }
        StartAt         = "Stop"
        States = {
          "Stop" = {
            Type       = "Task"
            Resource   = "${local.arn}:states:::aws-sdk:ecs:stopTask"
            Parameters = { Cluster = var.cluster_name, "Task.$" = "$", Reason = "A password was rotated" }
            Retry      = local.patience
            ResultPath = null
            Next       = "Let another come"
          }
          "Let another come" = { Type = "Wait", Seconds = 300, End = true }
        }
      }
    }))
  }
}

resource "aws_cloudwatch_event_rule" "password_rotated" {
  count = local.restarts

  name        = "${var.name}-password-rotated"
  description = "A password of the hub was rotated"

  event_pattern = jsonencode({
    source        = ["aws.secretsmanager"]
    "detail-type" = ["AWS Service Event via CloudTrail"]
    detail = {
      eventName           = ["RotationSucceeded"]
      additionalEventData = { SecretId = var.rotated_secret_arns }
    }
  })
}

resource "aws_cloudwatch_event_target" "password_rotated" {
  count = local.restarts

  rule      = aws_cloudwatch_event_rule.password_rotated[0].name
  target_id = "restart"
  arn       = aws_sfn_state_machine.restart[0].arn
  role_arn  = aws_iam_role.restart_start[0].arn

  dead_letter_config {
    arn = aws_sqs_queue.undelivered.arn
  }
}

resource "aws_sfn_state_machine" "restart" {
  count = local.restarts

  name     = "${var.name}-restart"
  role_arn = aws_iam_role.restart[0].arn

  definition = jsonencode({
    Comment        = "Starts the hub's tasks anew"
    StartAt        = var.rolling ? "Restart" : "List"
    TimeoutSeconds = 7200
    States         = { for name, state in local.restart : name => state if(name == "Restart") == var.rolling }
  })

  encryption_configuration {
    type                              = "CUSTOMER_MANAGED_KMS_KEY"
    kms_key_id                        = var.kms_key_arn
    kms_data_key_reuse_period_seconds = 300
  }

  depends_on = [aws_iam_role_policy.restart]
}

resource "aws_iam_role" "restart" {
  count = local.restarts

  name = "${var.name}-restart"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = ["sts:AssumeRole"]
      Principal = { Service = "states.amazonaws.com" }
      Condition = { StringEquals = { "aws:SourceAccount" = local.account } }
    }]
  })
}

resource "aws_iam_role_policy" "restart" {
  count = local.restarts

  name = "restart"
  role = aws_iam_role.restart[0].id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["ecs:UpdateService"]
        Resource = [var.service_arn]
      },
      {
        Effect    = "Allow"
        Action    = ["ecs:ListTasks"]
        Resource  = ["*"] # the action knows no service, only the condition's cluster
        Condition = { ArnEquals = { "ecs:cluster" = var.cluster_arn } }
      },
      {
        Effect   = "Allow"
        Action   = ["ecs:StopTask"]
        Resource = ["${local.arn}:ecs:${local.region}:${local.account}:task/${var.cluster_name}/*"]
      },
      {
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource = [var.kms_key_arn]
      },
    ]
  })
}

resource "aws_iam_role" "restart_start" {
  count = local.restarts

  name = "${var.name}-restart-start"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = ["sts:AssumeRole"]
      Principal = { Service = "events.amazonaws.com" }
      Condition = { StringEquals = { "aws:SourceAccount" = local.account } }
    }]
  })
}

resource "aws_iam_role_policy" "restart_start" {
  count = local.restarts

  name = "start-the-restart"
  role = aws_iam_role.restart_start[0].id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["states:StartExecution"]
        Resource = [aws_sfn_state_machine.restart[0].arn]
      },
      {
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource = [var.kms_key_arn]
      },
    ]
  })
}
