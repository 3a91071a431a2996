# The daily run, a state machine: the pipeline that loads; then those that look at the quality and export, side by side. The pipelines
# themselves are the hub's (its connections file): the machine starts a run of each, looks until it ended, and has one that failed go on once.

locals {
  # What may pass by itself. 409: another run of the pipeline is going on.
  retries = [
    {
      ErrorEquals     = ["States.Http.StatusCode.429", "States.Http.StatusCode.500", "States.Http.StatusCode.502", "States.Http.StatusCode.503", "States.Http.StatusCode.504", "States.Http.Socket", "States.Timeout"]
      IntervalSeconds = 5
      BackoffRate     = 2
      MaxDelaySeconds = 300
      MaxAttempts     = 10
      JitterStrategy  = "FULL"
    },
    {
      ErrorEquals     = ["States.Http.StatusCode.409"]
      IntervalSeconds = 60
      BackoffRate     = 1
      MaxAttempts     = 60
    },
  ]

  call = {
    Type           = "Task"
    Resource       = "${local.arn}:states:::http:invoke"
    TimeoutSeconds = 60
    Retry          = local.retries
    ResultSelector = { "number.$" = "$.ResponseBody.number", "state.$" = "$.ResponseBody.state" }
    ResultPath     = "$.run"
  }

  authentication = { ConnectionArn = aws_cloudwatch_event_connection.hub.arn }

  # One pipeline from start to end; its input is {"resumed": 0}.
  runs = { for pipeline in [var.pipelines.load, var.pipelines.quality, var.pipelines.export] : pipeline => {
    StartAt = "Start ${pipeline}"
    States = {
      "Start ${pipeline}" = merge(local.call, {
        Parameters = {
          ApiEndpoint    = "${var.hub_url}/v1/pipelines/${pipeline}/runs"
          Method         = "POST"
          Authentication = local.authentication
          RequestBody    = { reason = "daily run" }
        }
        Next = "Wait for ${pipeline}"
      })
      "Wait for ${pipeline}" = { Type = "Wait", Seconds = var.poll_seconds, Next = "Look at ${pipeline}" }
      "Look at ${pipeline}" = merge(local.call, {
        Parameters = {
          "ApiEndpoint.$" = "States.Format('${var.hub_url}/v1/pipelines/${pipeline}/runs/{}', $.run.number)"
          Method          = "GET"
          Authentication  = local.authentication
        }
        Next = "How is ${pipeline}"
      })
      "How is ${pipeline}" = {
        Type = "Choice"
        Choices = [
          { Variable = "$.run.state", StringEquals = "done", Next = "${pipeline} is done" },
          { Or = [{ Variable = "$.run.state", StringEquals = "queued" }, { Variable = "$.run.state", StringEquals = "running" }], Next = "Wait for ${pipeline}" },
          { And = [
            { Or = [{ Variable = "$.run.state", StringEquals = "failed" }, { Variable = "$.run.state", StringEquals = "interrupted" }] },
            { Variable = "$.resumed", NumericLessThan = 1 },
          ], Next = "Count ${pipeline}" },
        ]
        Default = "${pipeline} failed"
      }
      "Count ${pipeline}" = { Type = "Pass", Parameters = { "resumed.$" = "States.MathAdd($.resumed, 1)", "run.$" = "$.run" }, Next = "Resume ${pipeline}" }
      "Resume ${pipeline}" = merge(local.call, {
        Parameters = {
          "ApiEndpoint.$" = "States.Format('${var.hub_url}/v1/pipelines/${pipeline}/runs/{}/resume', $.run.number)"
          Method          = "POST"
          Authentication  = local.authentication
        }
        Next = "Wait for ${pipeline}"
      })
      "${pipeline} is done" = { Type = "Succeed" }
      "${pipeline} failed"  = { Type = "Fail", Error = "PipelineFailed", Cause = "A run of the pipeline ${pipeline} ended and is not done: see GET /v1/pipelines/${pipeline}/runs." }
    }
  } }

  tell = [{ ErrorEquals = ["States.ALL"], ResultPath = "$.failure", Next = "Tell" }]

  daily = {
    Comment        = "Load, then quality and export side by side"
    StartAt        = "Begin"
    TimeoutSeconds = var.deadline_seconds
    States = {
      "Begin" = { Type = "Pass", Result = { resumed = 0 }, Next = "Load" }
      "Load" = {
        Type = "Parallel", Branches = [local.runs[var.pipelines.load]], Catch = local.tell, ResultPath = "$.loaded", Next = "Quality and export"
      }
      "Quality and export" = {
        Type       = "Parallel"
        Branches   = [local.runs[var.pipelines.quality], local.runs[var.pipelines.export]]
        Catch      = local.tell
        ResultPath = "$.looked"
        Next       = "Done"
      }
      "Tell" = {
        Type     = "Task"
        Resource = "${local.arn}:states:::sns:publish"
        Parameters = {
          TopicArn    = var.notice_topic_arn
          Subject     = "${var.name}: the daily run failed"
          "Message.$" = "States.Format('The execution {} failed: {}', $$.Execution.Id, $.failure.Error)"
        }
        Next = "Failed"
      }
      "Done"   = { Type = "Succeed" }
      "Failed" = { Type = "Fail", Error = "DailyRunFailed", Cause = "A pipeline is not done; the notice says which." }
    }
  }
}

resource "aws_cloudwatch_log_group" "daily" {
  name              = "/aws/vendedlogs/states/${var.name}-daily"
  retention_in_days = var.log_days
  kms_key_id        = var.kms_key_arn
}

resource "aws_sfn_state_machine" "daily" {
  name       = "${var.name}-daily"
  role_arn   = aws_iam_role.daily.arn
  definition = jsonencode(local.daily)

  logging_configuration {
    level                  = "ERROR"
    include_execution_data = false
    log_destination        = "${aws_cloudwatch_log_group.daily.arn}:*"
  }

  encryption_configuration {
    type                              = "CUSTOMER_MANAGED_KMS_KEY"
    kms_key_id                        = var.kms_key_arn
    kms_data_key_reuse_period_seconds = 300
  }

  depends_on = [aws_iam_role_policy.daily]
}

resource "aws_iam_role" "daily" {
  name = "${var.name}-daily"

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

resource "aws_iam_role_policy" "daily" {
  name = "run-pipelines"
  role = aws_iam_role.daily.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "Call"
        Effect   = "Allow"
        Action   = ["states:InvokeHTTPEndpoint"]
        Resource = ["${local.arn}:states:${local.region}:${local.account}:stateMachine:${var.name}-daily"]
        Condition = {
          StringEquals = { "states:HTTPMethod" = ["GET", "POST"] }
          StringLike   = { "states:HTTPEndpoint" = "${var.hub_url}/v1/pipelines/*" }
        }
      },
      {
        Sid      = "Connection"
        Effect   = "Allow"
        Action   = ["events:RetrieveConnectionCredentials"]
        Resource = [aws_cloudwatch_event_connection.hub.arn]
      },
      {
        Sid      = "ConnectionSecret"
        Effect   = "Allow"
        Action   = ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"]
        Resource = [aws_cloudwatch_event_connection.hub.secret_arn]
      },
      {
        Sid      = "Key"
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource = [var.kms_key_arn]
      },
      {
        Sid      = "Tell"
        Effect   = "Allow"
        Action   = ["sns:Publish"]
        Resource = [var.notice_topic_arn]
      },
      {
        Sid    = "Logs"
        Effect = "Allow"
        Action = [
          "logs:CreateLogDelivery", "logs:DeleteLogDelivery", "logs:DescribeLogGroups", "logs:DescribeResourcePolicies", "logs:GetLogDelivery",
          "logs:ListLogDeliveries", "logs:PutResourcePolicy", "logs:UpdateLogDelivery",
        ]
        Resource = ["*"] # the delivery of logs has no resource
      },
    ]
  })
}

resource "aws_scheduler_schedule_group" "this" {
  name = var.name
}

resource "aws_scheduler_schedule" "daily" {
  name                         = "${var.name}-daily"
  group_name                   = aws_scheduler_schedule_group.this.name
  description                  = "Starts the daily run"
  schedule_expression          = var.schedule
  schedule_expression_timezone = var.time_zone
  kms_key_arn                  = var.kms_key_arn

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = aws_sfn_state_machine.daily.arn
    role_arn = aws_iam_role.schedule.arn
    input    = jsonencode({ reason = "schedule" })

    retry_policy {
      maximum_event_age_in_seconds = 3600
      maximum_retry_attempts       = 10
    }

    dead_letter_config {
      arn = aws_sqs_queue.undelivered.arn
    }
  }
}

resource "aws_iam_role" "schedule" {
  name = "${var.name}-schedule"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = ["sts:AssumeRole"]
      Principal = { Service = "scheduler.amazonaws.com" }
      Condition = { StringEquals = { "aws:SourceAccount" = local.account } }
    }]
  })
}

resource "aws_iam_role_policy" "schedule" {
  name = "start-the-daily-run"
  role = aws_iam_role.schedule.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["states:StartExecution"]
        Resource = [aws_sfn_state_machine.daily.arn]
      },
      {
        Effect   = "Allow"
        Action   = ["sqs:SendMessage"]
        Resource = [aws_sqs_queue.undelivered.arn]
      },
      {
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource = [var.kms_key_arn]
      },
    ]
  })
}
