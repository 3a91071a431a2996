mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  name                = "party-test"
  vpc_id              = "vpc-1"
  vpc_cidr            = "10.20.0.0/16"
  private_subnet_ids  = ["subnet-3", "subnet-4"]
  kms_key_arn         = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555"
  hub_url             = "https://hub.example.com"
  raw_bucket          = "raw"
  raw_prefix          = "in/"
  zone                = "landing"
  pipelines           = { load = "load", quality = "quality", export = "export" }
  schedule            = "cron(30 2 * * ? *)"
  time_zone           = "Europe/London"
  notice_topic_arn    = "arn:aws:sns:eu-west-1:123456789012:notice"
  cluster_name        = "party-test"
  cluster_arn         = "arn:aws:ecs:eu-west-1:123456789012:cluster/party-test"
  service_name        = "party-test-hub"
  service_arn         = "arn:aws:ecs:eu-west-1:123456789012:service/party-test/party-test-hub"
  rolling             = true
  rotated_secret_arns = ["arn:aws:secretsmanager:eu-west-1:123456789012:secret:AmazonMSK_hub-abcdef"]
}

run "news_and_daily_run" {
  module {
    source = "./modules/orchestration"
  }

  assert {
    condition     = aws_cloudwatch_event_api_destination.news.invocation_endpoint == "https://hub.example.com/v1/zones/landing/events" && aws_cloudwatch_event_api_destination.news.http_method == "POST"
    error_message = "The hub is told of objects where it listens for news."
  }

  assert {
    condition     = jsondecode(aws_cloudwatch_event_rule.object_created.event_pattern).detail == { bucket = { name = ["raw"] }, object = { key = [{ prefix = "in/" }] } }
    error_message = "Objects of the raw zone are news, others are not."
  }

  assert {
    condition     = aws_cloudwatch_event_target.object_created.dead_letter_config[0].arn == aws_sqs_queue.undelivered.arn && aws_sqs_queue.undelivered.kms_master_key_id == var.kms_key_arn
    error_message = "What cannot be delivered is kept, encrypted."
  }

  assert {
    condition     = [for branch in jsondecode(aws_sfn_state_machine.daily.definition).States["Quality and export"].Branches : branch.StartAt] == ["Start quality", "Start export"]
    error_message = "Quality and export go side by side."
  }

  assert {
    condition = alltrue([for branch in jsondecode(aws_sfn_state_machine.daily.definition).States["Quality and export"].Branches :
    alltrue([for state in branch.States : length(state.Retry) == 2 if state.Type == "Task"])])
    error_message = "Every call is tried again."
  }

  assert {
    condition     = aws_sfn_state_machine.daily.encryption_configuration[0].kms_key_id == var.kms_key_arn && !aws_sfn_state_machine.daily.logging_configuration[0].include_execution_data
    error_message = "What runs hold is encrypted and not logged."
  }

  assert {
    condition = one([for statement in jsondecode(aws_iam_role_policy.daily.policy).Statement : statement if statement.Sid == "Call"]) == {
      Sid      = "Call"
      Effect   = "Allow"
      Action   = ["states:InvokeHTTPEndpoint"]
      Resource = ["arn:aws:states:eu-west-1:123456789012:stateMachine:party-test-daily"]
      Condition = {
        StringEquals = { "states:HTTPMethod" = ["GET", "POST"] }
        StringLike   = { "states:HTTPEndpoint" = "https://hub.example.com/v1/pipelines/*" }
      }
    }
    error_message = "The daily run calls the hub's pipelines alone."
  }

  assert {
    condition     = aws_scheduler_schedule.daily.schedule_expression_timezone == "Europe/London" && aws_scheduler_schedule.daily.target[0].arn == aws_sfn_state_machine.daily.arn
    error_message = "The daily run starts by the clock of its place."
  }

  assert {
    condition     = keys(jsondecode(aws_sfn_state_machine.restart[0].definition).States) == ["Restart"]
    error_message = "A rotated password has ECS deploy the service anew."
  }

  assert {
    condition     = aws_cloudwatch_event_connection.hub.authorization_type == "API_KEY" && aws_cloudwatch_event_connection.hub.auth_parameters[0].api_key[0].key == "X-Api-Key" && aws_cloudwatch_event_connection.hub.auth_parameters[0].api_key[0].value == "not-given-yet"
    error_message = "The API key is not Terraform's to know."
  }
}

run "where_codedeploy_deploys" {
  module {
    source = "./modules/orchestration"
  }

  variables {
    rolling = false
  }

  assert {
    condition     = keys(jsondecode(aws_sfn_state_machine.restart[0].definition).States) == ["Each", "List"] && jsondecode(aws_sfn_state_machine.restart[0].definition).States.Each.MaxConcurrency == 1
    error_message = "Tasks are stopped one after the other."
  }
}

run "nothing_to_restart_for" {
  module {
    source = "./modules/orchestration"
  }

  variables {
    rotated_secret_arns = []
  }

  assert {
    condition     = length(aws_cloudwatch_event_rule.password_rotated) + length(aws_sfn_state_machine.restart) + length(aws_iam_role.restart) == 0
    error_message = "Without a password that tasks start with there is no restart."
  }
}

run "plain_http_is_refused" {
  command = plan

  module {
    source = "./modules/orchestration"
  }

  variables {
    hub_url = "http://hub.example.com"
  }

  expect_failures = [var.hub_url]
}
