# More silos where work waits: by the hub's own queue first, by processor time besides. One hub alone does not scale.

locals {
  scales = !var.single && var.most_tasks > var.least_tasks
}

resource "aws_appautoscaling_target" "hub" {
  count = local.scales ? 1 : 0

  service_namespace  = "ecs"
  scalable_dimension = "ecs:service:DesiredCount"
  resource_id        = "service/${aws_ecs_cluster.this.name}/${local.service}"
  min_capacity       = var.least_tasks
  max_capacity       = var.most_tasks
}

resource "aws_appautoscaling_policy" "queue" {
  count = local.scales ? 1 : 0

  name               = "${var.name}-queue"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.hub[0].service_namespace
  scalable_dimension = aws_appautoscaling_target.hub[0].scalable_dimension
  resource_id        = aws_appautoscaling_target.hub[0].resource_id

  target_tracking_scaling_policy_configuration {
    target_value       = var.queue_target
    scale_out_cooldown = 60
    scale_in_cooldown  = 600 # a silo that goes moves its grains

    customized_metric_specification {
      namespace   = local.metric_namespace
      metric_name = "party.hub.queue.length"
      statistic   = "Average" # over the silos: what waits at each

      dimensions {
        name  = "deployment"
        value = var.name
      }
    }
  }
}

resource "aws_appautoscaling_policy" "cpu" {
  count = local.scales ? 1 : 0

  name               = "${var.name}-cpu"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.hub[0].service_namespace
  scalable_dimension = aws_appautoscaling_target.hub[0].scalable_dimension
  resource_id        = aws_appautoscaling_target.hub[0].resource_id

  target_tracking_scaling_policy_configuration {
    target_value       = 65
    scale_out_cooldown = 60
    scale_in_cooldown  = 600

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}
