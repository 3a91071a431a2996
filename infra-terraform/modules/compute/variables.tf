variable "name" {
  description = "Begins the names of all resources, such as party-prod; at most 24 characters, which is what load balancers leave."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,22}[a-z0-9]$", var.name))
    error_message = "name must be 2 to 24 small letters, digits and hyphens, beginning with a letter."
  }
}

variable "vpc_id" {
  description = "Network that the hub stands in."
  type        = string
}

variable "vpc_cidr" {
  description = "Addresses of the network."
  type        = string
}

variable "public_subnet_ids" {
  description = "Subnets of a public load balancer."
  type        = list(string)
}

variable "private_subnet_ids" {
  description = "Subnets of the tasks, and of a load balancer that is not public."
  type        = list(string)
}

variable "kms_key_arn" {
  description = "Key for images, logs, secrets and buckets."
  type        = string
}

variable "store_key_arn" {
  description = "Key that wraps the hub's own keys."
  type        = string
}

variable "raw_bucket_arn" {
  description = "Bucket that the hub reads files from."
  type        = string
}

variable "golden_bucket_arn" {
  description = "Bucket that the hub writes its golden zones to."
  type        = string
}

variable "log_bucket" {
  description = "Name of the bucket for the load balancer's access logs."
  type        = string
}

variable "prometheus_endpoint" {
  description = "Address of the managed Prometheus, ending in a slash."
  type        = string
}

variable "prometheus_workspace_arn" {
  description = "ARN of the managed Prometheus."
  type        = string
}

variable "domain" {
  description = "Host name of the hub, such as hub.example.com."
  type        = string
}

variable "dns_zone_id" {
  description = "Public Route 53 zone of the host name. A public name may lead to a private address; certificates need it."
  type        = string
}

variable "public" {
  description = "Whether the load balancer has public addresses."
  type        = bool
  default     = false
}

variable "caller_cidrs" {
  description = "Addresses that may call the load balancer."
  type        = list(string)
}

variable "internal_caller_security_groups" {
  description = "Security groups that may call the load balancer besides, by a name that says whose they are."
  type        = map(string)
  default     = {}
}

variable "image_tag" {
  description = "Tag of the first image; later ones are the deployments' business."
  type        = string
}

variable "collector_tag" {
  description = "Tag of the collector's image (AWS Distro for OpenTelemetry)."
  type        = string
}

variable "architecture" {
  description = "Processors of the tasks: ARM64 (cheaper) or X86_64. Images are built for it."
  type        = string
  default     = "ARM64"

  validation {
    condition     = contains(["ARM64", "X86_64"], var.architecture)
    error_message = "architecture must be ARM64 or X86_64."
  }
}

variable "command" {
  description = "What the image is started with."
  type        = list(string)
}

variable "environment" {
  description = "Environment variables of the hub."
  type        = map(string)
}

variable "secrets" {
  description = "Environment variables whose values come from Secrets Manager: ARN of a secret, for a member followed by :MEMBER::."
  type        = map(string)
}

variable "database_user_arn" {
  description = "The hub's user of the database, as IAM names who may connect."
  type        = string
}

variable "owner_secret_arn" {
  description = "Secret with the password of the tables' owner, for the task that migrates alone."
  type        = string
}

variable "migrate_program" {
  description = "Program in the image that brings the tables up to date: party-hub.dll, or party-silo.dll for a cluster."
  type        = string
  default     = "party-hub.dll"
}

variable "migrate_command" {
  description = "Its arguments."
  type        = list(string)
}

variable "port" {
  description = "Port that the hub listens at."
  type        = number
  default     = 8080
}

variable "cluster_ports" {
  description = "Ports at which silos talk to each other; none for one hub alone."
  type        = list(number)
}

variable "single" {
  description = "Whether one task alone owns the database: the embedded engine. Silos share it."
  type        = bool
}

variable "cpu" {
  description = "Processor units of a task, 1024 to a virtual CPU."
  type        = number
}

variable "memory_mib" {
  description = "Memory of a task in MiB, as Fargate allows for the processor units."
  type        = number
}

variable "work_gib" {
  description = "Disk of a task in GiB, 21 to 200: files that are being sent in lie there."
  type        = number
  default     = 40
}

variable "least_tasks" {
  description = "Tasks that there are at least."
  type        = number

  validation {
    condition     = var.least_tasks >= 1 && (!var.single || var.least_tasks == 1)
    error_message = "least_tasks must be 1 or more, and 1 for one hub alone."
  }
}

variable "most_tasks" {
  description = "Tasks that there are at most."
  type        = number

  validation {
    condition     = var.most_tasks >= var.least_tasks && (!var.single || var.most_tasks == 1)
    error_message = "most_tasks must not be less than least_tasks, and 1 for one hub alone."
  }
}

variable "queue_target" {
  description = "Submissions that wait at a silo on average; more make the service grow."
  type        = number
  default     = 200
}

variable "start_seconds" {
  description = "Seconds that a task has to become ready: a hub restores its state first, some 6 seconds for each million records."
  type        = number
  default     = 600
}

variable "deployment" {
  description = "How a new version takes over: rolling, or blue-green (silos only)."
  type        = string
  default     = "rolling"

  validation {
    condition     = contains(["rolling", "blue-green"], var.deployment)
    error_message = "deployment must be rolling or blue-green."
  }
}

variable "rollback_alarms" {
  description = "Names of alarms that turn a deployment back."
  type        = list(string)
  default     = []
}

variable "deletion_protection" {
  description = "Whether the load balancer refuses to be deleted."
  type        = bool
  default     = true
}

variable "log_days" {
  description = "Days for which the hub's logs are kept."
  type        = number
  default     = 90
}
