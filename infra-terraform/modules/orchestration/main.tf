# What starts work at the hub from outside: new objects in the raw zone, and a daily run of load, then quality and export side by side.
# Both call the hub's API with an API key, by a way into the network that only EventBridge and Step Functions have (VPC Lattice).

data "aws_caller_identity" "here" {}
data "aws_partition" "here" {}
data "aws_region" "here" {}

locals {
  region  = data.aws_region.here.name
  account = data.aws_caller_identity.here.account_id
  arn     = "arn:${data.aws_partition.here.partition}"
  host    = trimprefix(var.hub_url, "https://")
}

resource "aws_security_group" "gateway" {
  name        = "${var.name}-events"
  description = "EventBridge and Step Functions on their way to the load balancer"
  vpc_id      = var.vpc_id

  tags = { Name = "${var.name}-events" }
}

resource "aws_vpc_security_group_egress_rule" "gateway" {
  security_group_id = aws_security_group.gateway.id
  description       = "HTTPS to the load balancer"
  cidr_ipv4         = var.vpc_cidr
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

resource "aws_vpclattice_resource_gateway" "this" {
  name               = var.name
  vpc_id             = var.vpc_id
  subnet_ids         = var.private_subnet_ids
  security_group_ids = [aws_security_group.gateway.id]
}

resource "aws_vpclattice_resource_configuration" "hub" {
  name                        = "${var.name}-hub"
  resource_gateway_identifier = aws_vpclattice_resource_gateway.this.id
  type                        = "SINGLE"
  protocol                    = "TCP"
  port_ranges                 = ["443"]

  resource_configuration_definition {
    dns_resource {
      domain_name     = local.host
      ip_address_type = "IPV4"
    }
  }
}

# The key is put in by hand once the hub has made it (README), so that it stands neither in Terraform's code nor in its state.
resource "aws_cloudwatch_event_connection" "hub" {
  name               = "${var.name}-hub"
  description        = "How the hub is called: API key with the scope operate"
  authorization_type = "API_KEY"
  kms_key_identifier = var.kms_key_arn

  auth_parameters {
    api_key {
      key   = "X-Api-Key"
      value = "not-given-yet"
    }
  }

  invocation_connectivity_parameters {
    resource_parameters {
      resource_configuration_arn = aws_vpclattice_resource_configuration.hub.arn
    }
  }

  lifecycle {
    ignore_changes = [auth_parameters[0].api_key[0].value]
  }
}

resource "aws_cloudwatch_event_api_destination" "news" {
  name                             = "${var.name}-news"
  description                      = "Tells the hub of objects in its zone"
  connection_arn                   = aws_cloudwatch_event_connection.hub.arn
  http_method                      = "POST"
  invocation_endpoint              = "${var.hub_url}/v1/zones/${var.zone}/events"
  invocation_rate_limit_per_second = 20
}

resource "aws_cloudwatch_event_rule" "object_created" {
  name        = "${var.name}-object-created"
  description = "An object came into the raw zone"

  event_pattern = jsonencode({
    source        = ["aws.s3"]
    "detail-type" = ["Object Created"]
    detail = {
      bucket = { name = [var.raw_bucket] }
      object = { key = [{ prefix = var.raw_prefix }] }
    }
  })
}

resource "aws_cloudwatch_event_target" "object_created" {
  rule      = aws_cloudwatch_event_rule.object_created.name
  target_id = "hub"
  arn       = aws_cloudwatch_event_api_destination.news.arn
  role_arn  = aws_iam_role.news.arn

  retry_policy {
    maximum_event_age_in_seconds = 86400
    maximum_retry_attempts       = 185
  }

  dead_letter_config {
    arn = aws_sqs_queue.undelivered.arn
  }
}

# News and starts that could not be delivered. Nothing is lost with them: the hub looks through its zone by itself, too.
resource "aws_sqs_queue" "undelivered" {
  name                              = "${var.name}-undelivered"
  message_retention_seconds         = 1209600
  kms_master_key_id                 = var.kms_key_arn
  kms_data_key_reuse_period_seconds = 300
}

resource "aws_sqs_queue_policy" "undelivered" {
  queue_url = aws_sqs_queue.undelivered.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "Events"
      Effect    = "Allow"
      Action    = ["sqs:SendMessage"]
      Principal = { Service = "events.amazonaws.com" }
      Resource  = [aws_sqs_queue.undelivered.arn]
      Condition = { ArnEquals = { "aws:SourceArn" = concat([aws_cloudwatch_event_rule.object_created.arn], aws_cloudwatch_event_rule.password_rotated[*].arn) } }
    }]
  })
}

resource "aws_iam_role" "news" {
  name = "${var.name}-news"

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

resource "aws_iam_role_policy" "news" {
  name = "tell-the-hub"
  role = aws_iam_role.news.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["events:InvokeApiDestination"]
      Resource = [aws_cloudwatch_event_api_destination.news.arn]
    }]
  })
}
