mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  name                     = "party-test"
  vpc_id                   = "vpc-1"
  vpc_cidr                 = "10.20.0.0/16"
  public_subnet_ids        = ["subnet-1", "subnet-2"]
  private_subnet_ids       = ["subnet-3", "subnet-4"]
  kms_key_arn              = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555"
  store_key_arn            = "arn:aws:kms:eu-west-1:123456789012:key/66666666-2222-3333-4444-555555555555"
  raw_bucket_arn           = "arn:aws:s3:::raw"
  golden_bucket_arn        = "arn:aws:s3:::golden"
  log_bucket               = "logs"
  prometheus_endpoint      = "https://aps.example/workspaces/ws-1/"
  prometheus_workspace_arn = "arn:aws:aps:eu-west-1:123456789012:workspace/ws-1"
  domain                   = "hub.example.com"
  dns_zone_id              = "Z0123456789"
  caller_cidrs             = ["10.20.0.0/16"]
  image_tag                = "1.0.0"
  collector_tag            = "v0.43.3"
  command                  = ["serve"]
  environment              = { PARTY_SERVE__HUB__NAME = "party-test" }
  secrets                  = { KAFKA_PASSWORD = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:AmazonMSK_hub-abcdef:password::" }
  database_user_arn        = "arn:aws:rds-db:eu-west-1:123456789012:dbuser:cluster-ABC/party_hub"
  owner_secret_arn         = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:rds-abcdef"
  migrate_program          = "party-silo.dll"
  migrate_command          = ["migrate", "--user", "party_hub", "--iam"]
  cluster_ports            = [11111]
  single                   = false
  cpu                      = 1024
  memory_mib               = 4096
  least_tasks              = 2
  most_tasks               = 6
}

run "silos" {
  module {
    source = "./modules/compute"
  }

  assert {
    condition = (
      !strcontains(aws_iam_role_policy.task.policy, var.owner_secret_arn) && !strcontains(aws_iam_role_policy.task.policy, "secretsmanager:")
      && strcontains(aws_iam_role_policy.task.policy, var.database_user_arn) && strcontains(aws_iam_role_policy.migrate.policy, var.owner_secret_arn)
    )
    error_message = "The hub connects as its own user; the owner's password is the migration's alone."
  }

  assert {
    condition = (
      jsondecode(aws_ecs_task_definition.migrate.container_definitions)[0].entryPoint == ["dotnet", "/app/party-silo.dll"]
      && aws_ecs_task_definition.migrate.task_role_arn == aws_iam_role.migrate.arn && length(jsondecode(aws_ecs_task_definition.migrate.container_definitions)[0].secrets) == 0
      && jsondecode(aws_ecs_task_definition.migrate.container_definitions)[0].readonlyRootFilesystem
    )
    error_message = "Tables are brought up to date by a task of their own, with the rights for that."
  }

  assert {
    condition = alltrue([for repository in aws_ecr_repository.this :
    repository.image_tag_mutability == "IMMUTABLE" && repository.image_scanning_configuration[0].scan_on_push && repository.encryption_configuration[0].encryption_type == "KMS"])
    error_message = "Images are encrypted, looked through, and never replaced."
  }

  assert {
    condition = alltrue([for container in jsondecode(aws_ecs_task_definition.hub.container_definitions) :
    container.readonlyRootFilesystem && join(",", container.linuxParameters.capabilities.drop) == "ALL"])
    error_message = "Containers cannot write to their root and have no capabilities."
  }

  assert {
    condition     = !contains([for variable in jsondecode(aws_ecs_task_definition.hub.container_definitions)[0].environment : variable.name], "KAFKA_PASSWORD")
    error_message = "Passwords come from Secrets Manager, not from the definition."
  }

  assert {
    condition     = !aws_ecs_service.rolling[0].network_configuration[0].assign_public_ip && !aws_ecs_service.rolling[0].enable_execute_command
    error_message = "Tasks have no public address and no shell."
  }

  assert {
    condition     = aws_ecs_service.rolling[0].deployment_circuit_breaker[0].enable && aws_ecs_service.rolling[0].deployment_circuit_breaker[0].rollback
    error_message = "A deployment that fails is turned back."
  }

  assert {
    condition     = aws_ecs_service.rolling[0].deployment_minimum_healthy_percent == 100
    error_message = "Silos are replaced without there being fewer."
  }

  assert {
    condition     = aws_lb.this.internal && aws_lb.this.enable_deletion_protection && aws_lb.this.drop_invalid_header_fields && aws_lb.this.access_logs[0].enabled
    error_message = "The load balancer is private, stays, and writes down who asked."
  }

  assert {
    condition     = aws_lb_listener.https.ssl_policy == "ELBSecurityPolicy-TLS13-1-2-2021-06" && aws_lb_listener.http.default_action[0].type == "redirect"
    error_message = "Callers speak TLS 1.2 at least."
  }

  assert {
    condition     = aws_lb_target_group.this["blue"].health_check[0].path == "/health/ready"
    error_message = "A task is given requests once it is ready."
  }

  assert {
    condition     = join(",", keys(aws_vpc_security_group_ingress_rule.between_silos)) == "11111" && alltrue([for rule in aws_vpc_security_group_ingress_rule.between_silos : rule.cidr_ipv4 == null])
    error_message = "Silos talk to silos alone."
  }

  assert {
    condition     = aws_appautoscaling_policy.queue[0].target_tracking_scaling_policy_configuration[0].customized_metric_specification[0].metric_name == "party.hub.queue.length"
    error_message = "Silos become more by the hub's own queue."
  }

  assert {
    condition     = aws_appautoscaling_target.hub[0].min_capacity == 2 && aws_appautoscaling_target.hub[0].max_capacity == 6
    error_message = "Silos stay within their bounds."
  }

  assert {
    condition = { for statement in jsondecode(aws_iam_role_policy.task.policy).Statement : statement.Sid => join(",", statement.Action) if length(regexall("s3:", join(",", statement.Action))) > 0 } == {
      ListBuckets = "s3:ListBucket"
      ReadRaw     = "s3:GetObject"
      WriteGolden = "s3:AbortMultipartUpload,s3:DeleteObject,s3:GetObject,s3:PutObject"
    }
    error_message = "The hub reads the raw zone and writes the golden one, no more."
  }

  assert {
    condition     = one([for statement in jsondecode(aws_iam_role_policy.task.policy).Statement : statement.Condition.StringEquals["kms:EncryptionContext:purpose"] if statement.Sid == "StoreKey"]) == "party-store-key"
    error_message = "The store's key serves the store's keys alone."
  }

  assert {
    condition     = one([for statement in jsondecode(aws_iam_role_policy.execution_secrets[0].policy).Statement : join(",", statement.Resource) if statement.Sid == "Secrets"]) == "arn:aws:secretsmanager:eu-west-1:123456789012:secret:AmazonMSK_hub-abcdef"
    error_message = "Tasks are started with the secrets that they are given, no others."
  }

  assert {
    condition     = aws_cloudwatch_log_group.this["admin"].retention_in_days == 1 && alltrue([for group in aws_cloudwatch_log_group.this : group.kms_key_id == var.kms_key_arn])
    error_message = "Logs are encrypted, and what is shown once is gone the next day."
  }
}

run "one_hub_alone" {
  module {
    source = "./modules/compute"
  }

  variables {
    single        = true
    cluster_ports = []
    least_tasks   = 1
    most_tasks    = 1
    secrets       = {}
  }

  assert {
    condition     = length(aws_iam_role_policy.execution_secrets) == 0 && one([for statement in jsondecode(aws_iam_role_policy.task.policy).Statement : join(",", statement.Resource) if statement.Sid == "Database"]) == var.database_user_arn
    error_message = "The hub connects as its own user, and reads no secret."
  }

  assert {
    condition     = aws_ecs_service.rolling[0].deployment_minimum_healthy_percent == 0 && aws_ecs_service.rolling[0].deployment_maximum_percent == 100
    error_message = "The old task ends before the new one begins."
  }

  assert {
    condition     = length(aws_appautoscaling_target.hub) == 0 && length(aws_vpc_security_group_ingress_rule.between_silos) == 0
    error_message = "One hub alone does not scale and has no cluster ports."
  }
}

run "blue_green" {
  module {
    source = "./modules/compute"
  }

  variables {
    deployment      = "blue-green"
    rollback_alarms = ["party-test-errors"]
  }

  assert {
    condition     = length(aws_ecs_service.rolling) == 0 && aws_ecs_service.blue_green[0].deployment_controller[0].type == "CODE_DEPLOY"
    error_message = "CodeDeploy turns from blue to green."
  }

  assert {
    condition     = join(",", keys(aws_lb_target_group.this)) == "blue,green" && aws_codedeploy_deployment_group.this[0].auto_rollback_configuration[0].enabled && contains(aws_codedeploy_deployment_group.this[0].alarm_configuration[0].alarms, "party-test-errors")
    error_message = "It turns back by itself."
  }

  assert {
    condition     = join(",", one([for statement in jsondecode(aws_iam_role_policy.deploy[0].policy).Statement : statement.Action if statement.Resource == ["*"]])) == "cloudwatch:DescribeAlarms,elasticloadbalancing:DescribeListeners,elasticloadbalancing:DescribeRules,elasticloadbalancing:DescribeTargetGroups"
    error_message = "CodeDeploy changes the hub's service and listeners alone."
  }
}

run "two_tasks_of_one_hub_are_refused" {
  command = plan

  module {
    source = "./modules/compute"
  }

  variables {
    single      = true
    least_tasks = 2
  }

  expect_failures = [var.least_tasks]
}
