mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  name               = "party-test"
  cidr               = "10.20.0.0/16"
  availability_zones = ["eu-west-1a", "eu-west-1b", "eu-west-1c"]
  nat_gateways       = "single"
  kms_key_arn        = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555"
}

run "layers" {
  module {
    source = "./modules/network"
  }

  assert {
    condition     = [for zone in ["eu-west-1a", "eu-west-1b", "eu-west-1c"] : aws_subnet.data[zone].cidr_block] == ["10.20.128.0/20", "10.20.144.0/20", "10.20.160.0/20"]
    error_message = "The data layer has a sixteenth of the network for each zone, behind public and private."
  }

  assert {
    condition     = length(distinct(concat([for subnet in aws_subnet.public : subnet.cidr_block], [for subnet in aws_subnet.private : subnet.cidr_block], [for subnet in aws_subnet.data : subnet.cidr_block]))) == 9
    error_message = "Subnets do not overlap."
  }

  assert {
    condition     = !anytrue([for subnet in aws_subnet.public : subnet.map_public_ip_on_launch])
    error_message = "Nothing gets a public address without being asked."
  }

  assert {
    condition     = length(aws_default_security_group.this.ingress) == 0 && length(aws_default_security_group.this.egress) == 0
    error_message = "The default security group lets nothing through."
  }

  assert {
    condition     = aws_flow_log.this.traffic_type == "ALL" && aws_cloudwatch_log_group.flow.kms_key_id == var.kms_key_arn
    error_message = "All traffic is logged, encrypted."
  }

  assert {
    condition     = length(aws_nat_gateway.this) == 1 && length(aws_route.private_internet) == 3
    error_message = "One NAT gateway serves all zones."
  }

  assert {
    condition     = alltrue([for endpoint in aws_vpc_endpoint.service : endpoint.private_dns_enabled]) && length(aws_vpc_endpoint.service) == 5
    error_message = "AWS services are reached inside the network."
  }

  assert {
    condition     = jsondecode(aws_iam_role_policy.flow.policy).Statement[0].Resource == ["${aws_cloudwatch_log_group.flow.arn}:*"]
    error_message = "Flow logs may be written to their own group alone."
  }
}

run "nat_in_each_zone" {
  module {
    source = "./modules/network"
  }

  variables {
    nat_gateways = "each-zone"
  }

  assert {
    condition     = join(",", keys(aws_nat_gateway.this)) == "eu-west-1a,eu-west-1b,eu-west-1c"
    error_message = "Each zone has a NAT gateway."
  }
}

run "no_nat" {
  module {
    source = "./modules/network"
  }

  variables {
    nat_gateways = "none"
  }

  assert {
    condition     = length(aws_nat_gateway.this) == 0 && length(aws_route.private_internet) == 0
    error_message = "Without NAT nothing private reaches the internet."
  }
}

run "one_zone_is_refused" {
  command = plan

  module {
    source = "./modules/network"
  }

  variables {
    availability_zones = ["eu-west-1a"]
  }

  expect_failures = [var.availability_zones]
}

run "a_small_network_is_refused" {
  command = plan

  module {
    source = "./modules/network"
  }

  variables {
    cidr = "10.20.0.0/24"
  }

  expect_failures = [var.cidr]
}
