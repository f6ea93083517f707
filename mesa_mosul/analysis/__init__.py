"""From runs to findings; here: whether the rules keep to exact results."""
