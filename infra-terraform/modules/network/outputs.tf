output "vpc_id" {
  description = "Id of the network."
  value       = aws_vpc.this.id
}

output "cidr" {
  description = "Addresses of the network."
  value       = aws_vpc.this.cidr_block
}

output "public_subnet_ids" {
  description = "Subnets with a route to the internet, one for each zone, sorted by zone."
  value       = [for zone in sort(keys(local.zones)) : aws_subnet.public[zone].id]
}

output "private_subnet_ids" {
  description = "Subnets that reach the internet by NAT at most, one for each zone, sorted by zone."
  value       = [for zone in sort(keys(local.zones)) : aws_subnet.private[zone].id]
}

output "data_subnet_ids" {
  description = "Subnets without a route out of the network, one for each zone, sorted by zone."
  value       = [for zone in sort(keys(local.zones)) : aws_subnet.data[zone].id]
}
