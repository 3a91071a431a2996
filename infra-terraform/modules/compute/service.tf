# The service, in one of two ways of deploying: task by task with a circuit breaker, or from blue to green by CodeDeploy.

locals {
  blue_green = var.deployment == "blue-green"
  service    = one(concat(aws_ecs_service.rolling[*].name, aws_ecs_service.blue_green[*].name))
}

resource "aws_ecs_service" "rolling" {
  count = local.blue_green ? 0 : 1

  name                              = "${var.name}-hub"
  cluster                           = aws_ecs_cluster.this.id
  task_definition                   = aws_ecs_task_definition.hub.arn
  desired_count                     = var.least_tasks
  launch_type                       = "FARGATE"
  platform_version                  = "1.4.0"
  enable_execute_command            = false
  propagate_tags                    = "SERVICE"
  health_check_grace_period_seconds = var.start_seconds

  # One hub alone owns a database: the old task ends before the new one begins. Silos go one by one.
  deployment_minimum_healthy_percent = var.single ? 0 : 100
  deployment_maximum_percent         = var.single ? 100 : 200

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  dynamic "alarms" {
    for_each = length(var.rollback_alarms) == 0 ? [] : [var.rollback_alarms]

    content {
      enable      = true
      rollback    = true
      alarm_names = alarms.value
    }
  }

  network_configuration {
    subnets          = var.private_subnet_ids
    security_groups  = [aws_security_group.hub.id]
    assign_public_ip = false
  }

  load_balancer {
    target_group_arn = aws_lb_target_group.this["blue"].arn
    container_name   = "hub"
    container_port   = var.port
  }

  service_registries {
    registry_arn = aws_service_discovery_service.hub.arn
  }

  # How many there are is the scaling's, and which image they run the deployments' business.
  lifecycle {
    ignore_changes = [desired_count, task_definition]
  }

  depends_on = [aws_lb_listener.https, aws_iam_role_policy.execution, aws_iam_role_policy.execution_secrets, aws_iam_role_policy.task]
}

resource "aws_ecs_service" "blue_green" {
  count = local.blue_green ? 1 : 0

  name                              = "${var.name}-hub"
  cluster                           = aws_ecs_cluster.this.id
  task_definition                   = aws_ecs_task_definition.hub.arn
  desired_count                     = var.least_tasks
  launch_type                       = "FARGATE"
  platform_version                  = "1.4.0"
  enable_execute_command            = false
  propagate_tags                    = "SERVICE"
  health_check_grace_period_seconds = var.start_seconds

  deployment_controller {
    type = "CODE_DEPLOY"
  }

  network_configuration {
    subnets          = var.private_subnet_ids
    security_groups  = [aws_security_group.hub.id]
    assign_public_ip = false
  }

  load_balancer {
    target_group_arn = aws_lb_target_group.this["blue"].arn
    container_name   = "hub"
    container_port   = var.port
  }

  service_registries {
    registry_arn = aws_service_discovery_service.hub.arn
  }

  lifecycle {
    ignore_changes = [desired_count, load_balancer, task_definition]

    precondition {
      condition     = !var.single
      error_message = "deployment: blue-green needs silos; one hub alone owns its database, so two colours cannot stand side by side."
    }
  }

  depends_on = [aws_lb_listener.https, aws_iam_role_policy.execution, aws_iam_role_policy.execution_secrets, aws_iam_role_policy.task]
}

resource "aws_iam_role" "deploy" {
  count = local.blue_green ? 1 : 0

  name = "${var.name}-codedeploy"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = ["sts:AssumeRole"]
      Principal = { Service = "codedeploy.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy" "deploy" {
  count = local.blue_green ? 1 : 0

  name = "turn-from-blue-to-green"
  role = aws_iam_role.deploy[0].id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["ecs:CreateTaskSet", "ecs:DeleteTaskSet", "ecs:DescribeServices", "ecs:UpdateServicePrimaryTaskSet"]
        Resource = [aws_ecs_service.blue_green[0].id, "${replace(aws_ecs_service.blue_green[0].id, ":service/", ":task-set/")}/*"]
      },
      {
        Effect   = "Allow"
        Action   = ["elasticloadbalancing:ModifyListener"]
        Resource = [aws_lb_listener.https.arn, aws_lb_listener.test[0].arn]
      },
      {
        Effect   = "Allow"
        Action   = ["cloudwatch:DescribeAlarms", "elasticloadbalancing:DescribeListeners", "elasticloadbalancing:DescribeRules", "elasticloadbalancing:DescribeTargetGroups"]
        Resource = ["*"] # these actions have no resource
      },
      {
        Effect    = "Allow"
        Action    = ["iam:PassRole"]
        Resource  = [aws_iam_role.execution.arn, aws_iam_role.task.arn]
        Condition = { StringEquals = { "iam:PassedToService" = "ecs-tasks.amazonaws.com" } }
      },
    ]
  })
}

resource "aws_codedeploy_app" "this" {
  count = local.blue_green ? 1 : 0

  name             = "${var.name}-hub"
  compute_platform = "ECS"
}

resource "aws_codedeploy_deployment_group" "this" {
  count = local.blue_green ? 1 : 0

  app_name               = aws_codedeploy_app.this[0].name
  deployment_group_name  = "${var.name}-hub"
  deployment_config_name = "CodeDeployDefault.ECSCanary10Percent5Minutes"
  service_role_arn       = aws_iam_role.deploy[0].arn

  deployment_style {
    deployment_type   = "BLUE_GREEN"
    deployment_option = "WITH_TRAFFIC_CONTROL"
  }

  ecs_service {
    cluster_name = aws_ecs_cluster.this.name
    service_name = aws_ecs_service.blue_green[0].name
  }

  blue_green_deployment_config {
    deployment_ready_option {
      action_on_timeout = "CONTINUE_DEPLOYMENT"
    }

    terminate_blue_instances_on_deployment_success {
      action                           = "TERMINATE"
      termination_wait_time_in_minutes = 15
    }
  }

  load_balancer_info {
    target_group_pair_info {
      prod_traffic_route {
        listener_arns = [aws_lb_listener.https.arn]
      }

      test_traffic_route {
        listener_arns = [aws_lb_listener.test[0].arn]
      }

      target_group {
        name = aws_lb_target_group.this["blue"].name
      }

      target_group {
        name = aws_lb_target_group.this["green"].name
      }
    }
  }

  auto_rollback_configuration {
    enabled = true
    events  = ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"]
  }

  alarm_configuration {
    enabled = length(var.rollback_alarms) > 0
    alarms  = var.rollback_alarms
  }
}
