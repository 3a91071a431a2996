variable "name" {
  description = "Begins the names of all resources, such as party-prod."
  type        = string
}

variable "vpc_id" {
  description = "Network that the hub stands in."
  type        = string
}

variable "vpc_cidr" {
  description = "Addresses of the network."
  type        = string
}

variable "private_subnet_ids" {
  description = "Subnets from which the load balancer is reached."
  type        = list(string)
}

variable "kms_key_arn" {
  description = "Key for queues, schedules, state machines and the connection."
  type        = string
}

variable "hub_url" {
  description = "Address of the hub, https and no slash at its end. Its name must be found in the public DNS; where it leads to may be private."
  type        = string

  validation {
    condition     = can(regex("^https://[^/]+$", var.hub_url))
    error_message = "hub_url must be https://HOST without a path."
  }
}

variable "raw_bucket" {
  description = "Name of the bucket of the raw zone."
  type        = string
}

variable "raw_prefix" {
  description = "What keys in the raw zone begin with."
  type        = string
}

variable "zone" {
  description = "Name of the raw zone in the hub's connections file."
  type        = string
}

variable "pipelines" {
  description = "Names of the pipelines in the hub's connections file."
  type = object({
    load    = string
    quality = string
    export  = string
  })
}

variable "schedule" {
  description = "When the daily run starts, as EventBridge Scheduler says it: cron(minute hour day month weekday year)."
  type        = string
}

variable "time_zone" {
  description = "Time zone of the schedule, such as Europe/London."
  type        = string
}

variable "poll_seconds" {
  description = "Seconds between two looks at a run. Raising it costs fewer transitions and notices an end later."
  type        = number
  default     = 30
}

variable "deadline_seconds" {
  description = "Seconds after which a daily run is given up and told of."
  type        = number
  default     = 21600
}

variable "notice_topic_arn" {
  description = "Topic that failures are told to."
  type        = string
}

variable "cluster_name" {
  description = "Name of the ECS cluster."
  type        = string
}

variable "cluster_arn" {
  description = "ARN of the ECS cluster."
  type        = string
}

variable "rolling" {
  description = "Whether ECS itself deploys the service, rather than CodeDeploy."
  type        = bool
}

variable "service_name" {
  description = "Name of the ECS service."
  type        = string
}

variable "service_arn" {
  description = "ARN of the ECS service."
  type        = string
}

variable "rotated_secret_arns" {
  description = "Secrets whose rotation has the tasks started anew; none where they look up all by themselves."
  type        = list(string)
}

variable "log_days" {
  description = "Days for which the logs of runs are kept."
  type        = number
  default     = 90
}
