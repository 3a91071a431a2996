variable "name" {
  description = "Begins the names of all resources, such as party-prod."
  type        = string
}

variable "cidr" {
  description = "Addresses of the network, at least a /20: a sixteenth for each subnet."
  type        = string

  validation {
    condition     = can(cidrsubnet(var.cidr, 4, 15)) && tonumber(split("/", var.cidr)[1]) <= 20
    error_message = "cidr must be an IPv4 range of at least a /20, such as 10.20.0.0/16."
  }
}

variable "availability_zones" {
  description = "Names of the availability zones to spread over, two to four."
  type        = list(string)

  validation {
    condition     = length(var.availability_zones) >= 2 && length(var.availability_zones) <= 4 && length(distinct(var.availability_zones)) == length(var.availability_zones)
    error_message = "availability_zones must name two to four different zones."
  }
}

variable "nat_gateways" {
  description = "How the private layer reaches the internet: none, single (cheaper, one zone's failure cuts it off), each-zone."
  type        = string

  validation {
    condition     = contains(["none", "single", "each-zone"], var.nat_gateways)
    error_message = "nat_gateways must be none, single or each-zone."
  }
}

variable "interface_endpoints" {
  description = "AWS services that are reached inside the network, by the last part of the endpoint's name. Each costs by the hour and zone."
  type        = list(string)
  default     = ["ecr.api", "ecr.dkr", "kms", "logs", "secretsmanager"]
}

variable "flow_log_days" {
  description = "Days for which flow logs are kept."
  type        = number
  default     = 30
}

variable "kms_key_arn" {
  description = "Key that flow logs are encrypted by."
  type        = string
}
