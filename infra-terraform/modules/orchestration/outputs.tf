output "state_machine_arn" {
  description = "State machine of the daily run."
  value       = aws_sfn_state_machine.daily.arn
}

output "undelivered_queue" {
  description = "Name of the queue of what could not be delivered."
  value       = aws_sqs_queue.undelivered.name
}

output "object_rule" {
  description = "Name of the rule that tells the hub of objects."
  value       = aws_cloudwatch_event_rule.object_created.name
}

output "connection_name" {
  description = "Connection whose API key is put in by hand."
  value       = aws_cloudwatch_event_connection.hub.name
}

output "gateway_security_group_id" {
  description = "Security group of what calls the load balancer for EventBridge and Step Functions."
  value       = aws_security_group.gateway.id
}
