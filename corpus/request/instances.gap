GET /?Action=RemoveInstances&Version=2014-08-28&Format=JSON&RegionId=cn-x&ScalingGroupId=asg-1&InstanceId.1=i-1&InstanceId.3=i-3 HTTP/1.1

