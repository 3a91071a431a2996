# Every alarm of an environment, as a table. Dimensions name one resource each; `missing` says what no data means: breaching where silence is
# itself a failure.

locals {
  balancer = { LoadBalancer = var.balancer }
  service  = { ClusterName = var.cluster_name, ServiceName = var.service_name }
  database = { DBClusterIdentifier = var.database_id }
  hub      = { deployment = var.name }

  hub_alarms = {
    hub-not-ready = {
      severity  = "page", text = "A task of the hub takes no inputs", namespace = var.hub_namespace, metric = "party.hub.ready", dimensions = local.hub
      statistic = "Minimum", operator = "LessThanThreshold", threshold = 1, period = 60, periods = 10, missing = "breaching"
    }
    commits-fail = {
      severity  = "page", text = "Changes cannot be committed", namespace = var.hub_namespace, metric = "party.hub.store.commit.failures", dimensions = local.hub
      statistic = "Sum", operator = "GreaterThanThreshold", threshold = 10, period = 300, periods = 2, missing = "notBreaching"
    }
    queue-grows = {
      severity  = "notice", text = "Submissions wait for long: more tasks or a faster database", namespace = var.hub_namespace, metric = "party.hub.queue.length", dimensions = local.hub
      statistic = "Average", operator = "GreaterThanThreshold", threshold = var.queue_most, period = 300, periods = 3, missing = "notBreaching"
    }
    dead-letters-wait = {
      severity  = "notice", text = "Inputs that were refused wait for long", namespace = var.hub_namespace, metric = "party.hub.dead.letters.age", dimensions = local.hub
      statistic = "Maximum", operator = "GreaterThanThreshold", threshold = 259200, period = 3600, periods = 1, missing = "notBreaching"
    }
    quality-fails = {
      severity  = "notice", text = "An expectation of quality fails", namespace = var.hub_namespace, metric = "party.quality.state", dimensions = local.hub
      statistic = "Maximum", operator = "GreaterThanOrEqualToThreshold", threshold = 3, period = 300, periods = 3, missing = "notBreaching"
    }
    sink-behind = {
      severity  = "notice", text = "A sink is told of changes late", namespace = var.hub_namespace, metric = "party.hub.sink.lag.duration", dimensions = local.hub
      statistic = "Maximum", operator = "GreaterThanThreshold", threshold = 3600, period = 300, periods = 3, missing = "notBreaching"
    }
    sink-disabled = {
      severity  = "notice", text = "A sink is disabled", namespace = var.hub_namespace, metric = "party.hub.sink.disabled", dimensions = local.hub
      statistic = "Maximum", operator = "GreaterThanThreshold", threshold = 0, period = 300, periods = 1, missing = "notBreaching"
    }
  }

  service_alarms = {
    errors = {
      severity  = "page", text = "The hub answers with errors", namespace = "AWS/ApplicationELB", metric = "HTTPCode_Target_5XX_Count", dimensions = local.balancer
      statistic = "Sum", operator = "GreaterThanThreshold", threshold = var.errors_most, period = 60, periods = 5, missing = "notBreaching"
    }
    no-answer = {
      severity  = "page", text = "The load balancer finds no task to ask", namespace = "AWS/ApplicationELB", metric = "HTTPCode_ELB_5XX_Count", dimensions = local.balancer
      statistic = "Sum", operator = "GreaterThanThreshold", threshold = var.errors_most, period = 60, periods = 5, missing = "notBreaching"
    }
    slow = {
      severity  = "notice", text = "One request in a hundred is slow", namespace = "AWS/ApplicationELB", metric = "TargetResponseTime", dimensions = local.balancer
      statistic = "p99", operator = "GreaterThanThreshold", threshold = var.slow_seconds, period = 300, periods = 3, missing = "notBreaching"
    }
    tasks-missing = {
      severity  = "page", text = "Fewer tasks run than there should be at least", namespace = "ECS/ContainerInsights", metric = "RunningTaskCount", dimensions = local.service
      statistic = "Average", operator = "LessThanThreshold", threshold = var.least_tasks, period = 60, periods = 10, missing = "breaching"
    }
    memory-full = {
      severity  = "notice", text = "Tasks run out of memory", namespace = "AWS/ECS", metric = "MemoryUtilization", dimensions = local.service
      statistic = "Maximum", operator = "GreaterThanThreshold", threshold = 90, period = 300, periods = 3, missing = "notBreaching"
    }
  }

  database_alarms = {
    database-busy = {
      severity  = "notice", text = "The database's processors are busy", namespace = "AWS/RDS", metric = "CPUUtilization", dimensions = local.database
      statistic = "Average", operator = "GreaterThanThreshold", threshold = 85, period = 300, periods = 3, missing = "notBreaching"
    }
    database-memory = {
      severity  = "notice", text = "The database has little memory left", namespace = "AWS/RDS", metric = "FreeableMemory", dimensions = local.database
      statistic = "Minimum", operator = "LessThanThreshold", threshold = 268435456, period = 300, periods = 3, missing = "notBreaching"
    }
    database-silent = {
      severity  = "page", text = "The database tells nothing of itself", namespace = "AWS/RDS", metric = "DatabaseConnections", dimensions = local.database
      statistic = "Maximum", operator = "LessThanThreshold", threshold = 1, period = 60, periods = 10, missing = "breaching"
    }
    database-deadlocks = {
      severity  = "notice", text = "Transactions lock each other out", namespace = "AWS/RDS", metric = "Deadlocks", dimensions = local.database
      statistic = "Maximum", operator = "GreaterThanThreshold", threshold = 0.1, period = 300, periods = 3, missing = "notBreaching"
    }
  }

  reader_alarms = !var.with_readers ? {} : {
    readers-behind = {
      severity  = "notice", text = "Readers of the database are behind", namespace = "AWS/RDS", metric = "AuroraReplicaLagMaximum", dimensions = local.database
      statistic = "Maximum", operator = "GreaterThanThreshold", threshold = 1000, period = 300, periods = 3, missing = "notBreaching"
    }
  }

  streaming_alarms = var.kafka_cluster == null ? {} : {
    brokers-no-controller = {
      severity  = "page", text = "The brokers have no controller", namespace = "AWS/Kafka", metric = "ActiveControllerCount", dimensions = { "Cluster Name" = var.kafka_cluster }
      statistic = "Sum", operator = "LessThanThreshold", threshold = 1, period = 60, periods = 5, missing = "breaching"
    }
    brokers-offline = {
      severity  = "page", text = "Partitions are offline", namespace = "AWS/Kafka", metric = "OfflinePartitionsCount", dimensions = { "Cluster Name" = var.kafka_cluster }
      statistic = "Maximum", operator = "GreaterThanThreshold", threshold = 0, period = 60, periods = 5, missing = "notBreaching"
    }
    stream-behind = {
      severity  = "notice", text = "The hub is behind its topics", namespace = var.hub_namespace, metric = "party.hub.stream.lag", dimensions = local.hub
      statistic = "Maximum", operator = "GreaterThanThreshold", threshold = var.lag_most, period = 300, periods = 6, missing = "notBreaching"
    }
  }

  work_alarms = {
    daily-run-failed = {
      severity  = "notice", text = "The daily run failed", namespace = "AWS/States", metric = "ExecutionsFailed", dimensions = { StateMachineArn = var.state_machine_arn }
      statistic = "Sum", operator = "GreaterThanThreshold", threshold = 0, period = 300, periods = 1, missing = "notBreaching"
    }
    daily-run-missing = {
      severity  = "notice", text = "No daily run was done for a day", namespace = "AWS/States", metric = "ExecutionsSucceeded", dimensions = { StateMachineArn = var.state_machine_arn }
      statistic = "Sum", operator = "LessThanThreshold", threshold = 1, period = 86400, periods = 1, missing = "breaching"
    }
    news-undelivered = {
      severity  = "notice", text = "News of objects could not be delivered", namespace = "AWS/SQS", metric = "ApproximateNumberOfMessagesVisible", dimensions = { QueueName = var.undelivered_queue }
      statistic = "Maximum", operator = "GreaterThanThreshold", threshold = 0, period = 300, periods = 1, missing = "notBreaching"
    }
  }

  backup_alarms = {
    backup-failed = {
      severity  = "notice", text = "A copy into the vault failed", namespace = "AWS/Backup", metric = "NumberOfBackupJobsFailed", dimensions = { BackupVaultName = var.backup_vault }
      statistic = "Sum", operator = "GreaterThanThreshold", threshold = 0, period = 3600, periods = 1, missing = "notBreaching"
    }
    backup-missing = {
      severity  = "page", text = "Nothing was copied into the vault for a day", namespace = "AWS/Backup", metric = "NumberOfBackupJobsCompleted", dimensions = { BackupVaultName = var.backup_vault }
      statistic = "Sum", operator = "LessThanThreshold", threshold = 1, period = 86400, periods = 1, missing = "breaching"
    }
  }

  firewall_alarms = var.firewall == null ? {} : {
    firewall-blocks = {
      severity   = "notice", text = "The firewall refuses many requests", namespace = "AWS/WAFV2", metric = "BlockedRequests"
      dimensions = { WebACL = var.firewall, Region = local.region, Rule = "ALL" }
      statistic  = "Sum", operator = "GreaterThanThreshold", threshold = var.blocked_most, period = 300, periods = 3, missing = "notBreaching"
    }
  }

  alarms = merge(local.backup_alarms, local.firewall_alarms, local.hub_alarms, local.service_alarms, local.database_alarms, local.reader_alarms, local.streaming_alarms, local.work_alarms)
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = local.alarms

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = "${each.value.text}. Runbook: ${var.runbook_url}#${each.key}"
  namespace           = each.value.namespace
  metric_name         = each.value.metric
  dimensions          = each.value.dimensions
  statistic           = startswith(each.value.statistic, "p") ? null : each.value.statistic
  extended_statistic  = startswith(each.value.statistic, "p") ? each.value.statistic : null
  comparison_operator = each.value.operator
  threshold           = each.value.threshold
  period              = each.value.period
  evaluation_periods  = each.value.periods
  treat_missing_data  = each.value.missing

  # Where nobody is to be woken, what would wake somebody waits for the morning.
  alarm_actions = [aws_sns_topic.this[var.pages ? each.value.severity : "notice"].arn]
  ok_actions    = [aws_sns_topic.this[var.pages ? each.value.severity : "notice"].arn]
}
