# Kafka as a service (MSK): TLS only, users by password (SCRAM, which the hub's client speaks) and roles (IAM, for administration).

resource "aws_security_group" "this" {
  name        = "${var.name}-brokers"
  description = "Brokers: Kafka over TLS from those who are named"
  vpc_id      = var.vpc_id

  tags = { Name = "${var.name}-brokers" }
}

resource "aws_vpc_security_group_ingress_rule" "scram" {
  for_each = var.client_security_groups

  security_group_id            = aws_security_group.this.id
  description                  = "Kafka with SCRAM over TLS from ${each.key}"
  referenced_security_group_id = each.value
  ip_protocol                  = "tcp"
  from_port                    = 9096
  to_port                      = 9096
}

resource "aws_vpc_security_group_ingress_rule" "iam" {
  for_each = var.administrator_security_groups

  security_group_id            = aws_security_group.this.id
  description                  = "Kafka with IAM over TLS from ${each.key}"
  referenced_security_group_id = each.value
  ip_protocol                  = "tcp"
  from_port                    = 9098
  to_port                      = 9098
}

resource "aws_vpc_security_group_ingress_rule" "between" {
  security_group_id            = aws_security_group.this.id
  description                  = "Brokers among themselves"
  referenced_security_group_id = aws_security_group.this.id
  ip_protocol                  = "-1"
}

resource "aws_vpc_security_group_egress_rule" "between" {
  security_group_id            = aws_security_group.this.id
  description                  = "Brokers among themselves"
  referenced_security_group_id = aws_security_group.this.id
  ip_protocol                  = "-1"
}

resource "aws_msk_configuration" "this" {
  name           = var.name
  description    = "Topics are made on purpose, and acknowledged writes survive the loss of a broker"
  kafka_versions = [var.kafka_version]

  server_properties = <<-EOT
    auto.create.topics.enable=false
    default.replication.factor=${min(3, length(var.subnet_ids))}
    min.insync.replicas=${min(3, length(var.subnet_ids)) - 1}
    num.partitions=12
    unclean.leader.election.enable=false
    log.retention.hours=${var.retention_hours}
  EOT

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_msk_cluster" "this" {
  cluster_name           = var.name
  kafka_version          = var.kafka_version
  number_of_broker_nodes = var.brokers_per_zone * length(var.subnet_ids)
  enhanced_monitoring    = "PER_BROKER" # how far the hub is behind it says itself; metrics of each partition cost by the partition

  broker_node_group_info {
    instance_type   = var.instance_type
    client_subnets  = var.subnet_ids
    security_groups = [aws_security_group.this.id]

    storage_info {
      ebs_storage_info {
        volume_size = var.volume_gib
      }
    }

    connectivity_info {
      public_access {
        type = "DISABLED"
      }
    }
  }

  configuration_info {
    arn      = aws_msk_configuration.this.arn
    revision = aws_msk_configuration.this.latest_revision
  }

  client_authentication {
    unauthenticated = false

    sasl {
      scram = true
      iam   = true
    }
  }

  encryption_info {
    encryption_at_rest_kms_key_arn = var.kms_key_arn

    encryption_in_transit {
      client_broker = "TLS"
      in_cluster    = true
    }
  }

  open_monitoring {
    prometheus {
      jmx_exporter {
        enabled_in_broker = true
      }

      node_exporter {
        enabled_in_broker = true
      }
    }
  }

  logging_info {
    broker_logs {
      cloudwatch_logs {
        enabled   = true
        log_group = aws_cloudwatch_log_group.this.name
      }
    }
  }

  # The disks grow by themselves, below.
  lifecycle {
    ignore_changes = [broker_node_group_info[0].storage_info[0].ebs_storage_info[0].volume_size]
  }
}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/${var.name}/brokers"
  retention_in_days = var.log_days
  kms_key_id        = var.kms_key_arn
}

resource "aws_msk_scram_secret_association" "hub" {
  cluster_arn     = aws_msk_cluster.this.arn
  secret_arn_list = [var.hub_secret_arn]

  depends_on = [aws_secretsmanager_secret_policy.hub]
}

resource "aws_secretsmanager_secret_policy" "hub" {
  secret_arn = var.hub_secret_arn

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "Brokers"
      Effect    = "Allow"
      Action    = ["secretsmanager:GetSecretValue"]
      Principal = { Service = "kafka.amazonaws.com" }
      Resource  = [var.hub_secret_arn]
    }]
  })
}

resource "aws_appautoscaling_target" "storage" {
  service_namespace  = "kafka"
  scalable_dimension = "kafka:broker-storage:VolumeSize"
  resource_id        = aws_msk_cluster.this.arn
  min_capacity       = 1
  max_capacity       = var.volume_most_gib
}

resource "aws_appautoscaling_policy" "storage" {
  name               = "${var.name}-broker-storage"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.storage.service_namespace
  scalable_dimension = aws_appautoscaling_target.storage.scalable_dimension
  resource_id        = aws_appautoscaling_target.storage.resource_id

  target_tracking_scaling_policy_configuration {
    target_value     = 60
    disable_scale_in = true # disks do not shrink

    predefined_metric_specification {
      predefined_metric_type = "KafkaBrokerStorageUtilization"
    }
  }
}
