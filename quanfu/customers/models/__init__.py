from .customer import Contact, Customer, Site

__all__ = ["Contact", "Customer", "Site"]
