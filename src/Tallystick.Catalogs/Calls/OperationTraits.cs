namespace Tallystick.Catalogs.Calls;

/// <summary>What kind of thing an operation does, told from its method and path.</summary>
public static class OperationTraits
{
    extension(CatalogOperation operation)
    {
        /// <summary>It changes nothing, and can be sent twice.</summary>
        public bool IsRead =>
            operation.Method is "GET" or "HEAD"
            || (operation.Method == "POST" && operation.Path.Split('/').Contains("search"));

        /// <summary>It takes something away.</summary>
        public bool IsDelete =>
            operation.Method == "DELETE"
            || (
                operation.Method != "GET"
                && operation.Path.Split('/')[^1].Contains("delete", StringComparison.Ordinal)
            );
    }
}
